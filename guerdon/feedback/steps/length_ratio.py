"""Leaves out comparisons of responses of very unlike length."""

from collections.abc import Sequence
from dataclasses import dataclass

from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.steps.base import Dropped, Filter, Records, chunks
from guerdon.surface import length
from guerdon.types import Comparison


@dataclass(frozen=True)
class LengthRatio(Filter):
    """Leaves out a row whose longer response has more than ``most`` times the words of the shorter one.

    An empty response counts as one word.
    """

    most: float = 3.0

    def __post_init__(self) -> None:
        if not self.most >= 1:
            raise FeedbackError(
                f"most is {self.most}, expected at least 1: it is how often the longer has the shorter's words"
            )

    def judge(self, records: Records) -> Sequence[Dropped | None]:
        rows = (row for some in chunks(records) for row in some if isinstance(row, Comparison))
        times = (ratio(row) for row in rows)
        why = f"one response more than {self.most:g} times as long as the other"
        return [Dropped(row, why, f"{each:.1f} times") if each > self.most else None for row, each in enumerate(times)]


def ratio(row: Comparison) -> float:
    """How often the longer response has the words of the shorter one."""
    short, long = sorted(max(1, length(each.response)) for each in (row.chosen, row.rejected))
    return long / short
