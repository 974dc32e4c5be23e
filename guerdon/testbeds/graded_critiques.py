"""How right critiques are that a simulated critic wrote: what a simulated judge of critiques tries to see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import nan

import torch

from guerdon.llm import FormError, Grade
from guerdon.reward import Reward
from guerdon.types import Example, Message, Scores


@dataclass(frozen=True)
class GradeAccuracy(Reward[Sequence[Example]]):
    """r(x, y, z) = 1 - |grade(z) - g(worth(x, y))| / (g(1) - g(0)), g the grade of something so many deviations above usual.

    Examples are conversations that end with what a critic was asked, and its critique as the response. Of a worth that
    holds the critic's own error on the answer, this is how a judge sees it who is the same model: it can tell which
    critiques miss what the model knows, and not what the model has wrong.
    """

    worth: Mapping[tuple[Message, ...], float] = field(repr=False)
    """Of each answer, in standard deviations from the usual, by the conversation that it ends."""
    form: Grade = field(default_factory=Grade)
    """How critiques are graded."""

    def score(self, batch: Sequence[Example]) -> Scores:
        said = [self.accuracy(each) for each in batch]
        errors = tuple(why for _, why in said)
        return Scores(torch.tensor([value for value, _ in said]), errors=errors if any(errors) else None)

    def accuracy(self, critique: Example) -> tuple[float, str | None]:
        """Of one critique, or why there is none."""
        worth = self.worth.get(critique.messages[:-2])
        if worth is None:
            return nan, f"no worth is known of the answer that is criticised in {critique.response[:40]!r}"
        try:
            error = self.form.read(critique.response) - self.form.judgement(worth)
        except FormError as unreadable:
            return nan, str(unreadable)
        return 1 - abs(error) / (self.form.judgement(1) - self.form.judgement(0)), None
