"""What becomes of the critiques of an answer before anyone reads them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from guerdon.judge.asking import Judgement
from guerdon.llm import FormError, Request
from guerdon.saving import Storable
from guerdon.types import Example


class Refinement(Storable, ABC):
    """Makes few critiques of each answer out of many: ``Critic(llm, sampling=several, refine=...)``.

    To add one, subclass in a file of this room.
    """

    @abstractmethod
    def __call__(self, asked: Sequence[Request], critiques: Sequence[Judgement]) -> list[Judgement]:
        """What remains of the critiques of each answer.

        Args:
            asked: what was asked about each answer, with the form that critiques of it have.
            critiques: what was said.

        Returns:
            one for each answer. Critiques that could not be used add to its ``unread``; where none is left, its ``error``
            says why, and where there was none to begin with, it says what it said before.

        Raises:
            FailingError: too much of what is asked for it fails.
        """


def usable(asked: Request, said: Judgement) -> dict[str, float]:
    """The critiques that are of the form that was asked for, each once and in their order, with what the form reads."""
    assert asked.form is not None, "whoever asks says what an answer looks like"
    found: dict[str, float] = {}
    for text in map(str.strip, said.texts):
        try:
            found.setdefault(text, asked.form.read(text))
        except FormError:  # counted when the critic was asked
            continue
    return found


def ending(asked: Request, text: str) -> Example:
    """The conversation in which a critique was asked for, with that text as its end."""
    (answer,) = asked.about
    return Example(asked.messages, text, answer.context, answer.reference)
