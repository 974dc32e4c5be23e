"""Leaves out what nearly repeats something before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from guerdon.duplicates import repeats
from guerdon.feedback.content import answers
from guerdon.feedback.steps.base import Dropped, Filter, Piece, Records, chunks
from guerdon.records import Comparisons, Rankings, Ratings


@dataclass(frozen=True)
class Distinct(Filter):
    """Keeps the first of the rows whose prompt and responses together are the same or nearly so.

    The order of the responses does not count, nor do the labels: two rows that contradict one another are one, of which
    the first stays. Look at ``guerdon.feedback.conflicts`` before, where that matters. What nearly the same means,
    ``guerdon.duplicates`` says.
    """

    kinds: ClassVar = (Comparisons, Ratings, Rankings)

    def judge(self, records: Records) -> Sequence[Dropped | None]:
        said = (text(row) for some in chunks(records) for row in some)
        return [
            None if before is None else Dropped(row, "nearly a row before it", f"row {before + 1:,}")
            for row, before in enumerate(repeats(said))
        ]


def text(row: Piece) -> str:
    """All texts of a row."""
    examples = answers(row)
    return "\n".join([examples[0].prompt_text, *sorted(each.response for each in examples)])
