"""Responses that nobody has judged yet, in plain columns."""

from collections.abc import Iterator

from guerdon.feedback.chat import conversation
from guerdon.feedback.columns import about_example, about_label, steps
from guerdon.feedback.fields import Row, notes
from guerdon.feedback.format import Format
from guerdon.feedback.formats.preference import answer
from guerdon.records import Ratings
from guerdon.types import Example, Rating


class PlainResponses(Format):
    """``prompt, response`` and no label: to be scored; nothing can be learned from them."""

    name = "responses"
    columns = frozenset({"prompt", "response"})
    kind = Ratings
    id_column = "id"

    @classmethod
    def recognises(cls, row: Row) -> bool:
        """Whether the first row has a response and no rating of it."""
        return super().recognises(row) and not row.keys() & {"rating", "ratings"}

    def rows(self, row: Row) -> Iterator[Rating]:
        yield Rating(unlabelled(row), {}, **about_label(row))


def unlabelled(row: Row) -> Example:
    """The prompt, the response and what else a row says about them, apart from any rating."""
    prompt = conversation(row, "prompt")
    return Example(
        prompt,
        answer(row, "response", prompt),
        **about_example(row),
        steps=steps(row, "steps"),
        meta=notes(row, "meta"),
    )
