"""Keeps the comparisons of which the data itself says enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.steps.base import Dropped, Filter, Records, chunks
from guerdon.types import Comparison

FIELDS = ("strength", "margin", "agreement", "weight")


@dataclass(frozen=True)
class Stated(Filter):
    """Keeps a row of which a number that came with it is inside two bounds; one that has none is left out.

    >>> Stated("agreement", least=0.75)
    """

    field: str
    """``strength``, ``margin``, ``agreement`` or ``weight``."""
    least: float = -inf
    most: float = inf

    def __post_init__(self) -> None:
        if self.field not in FIELDS:
            raise FeedbackError(f"a comparison states no {self.field!r}; use one of {', '.join(FIELDS)}")

    def judge(self, records: Records) -> Sequence[Dropped | None]:
        rows = (row for some in chunks(records) for row in some if isinstance(row, Comparison))
        return [self.why(place, getattr(row, self.field)) for place, row in enumerate(rows)]

    def why(self, row: int, value: float | None) -> Dropped | None:
        if value is None:
            return Dropped(row, f"no {self.field}")
        if value < self.least:
            return Dropped(row, f"{self.field} below {self.least:g}", f"{value:g}")
        return Dropped(row, f"{self.field} above {self.most:g}", f"{value:g}") if value > self.most else None
