"""Leaves out what can be seen to be too much or too little of something."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import inf
from typing import ClassVar

from guerdon.feedback.content import answers
from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.steps.base import Dropped, Filter, Records, chunks
from guerdon.records import Comparisons, Rankings, Ratings
from guerdon.surface import ATTRIBUTES


@dataclass(frozen=True)
class Within(Filter):
    """Leaves out a row of which a response has an attribute outside of two bounds, such as more than 400 words.

    >>> Within("log_words", least=1.6, most=6.0)
    """

    attribute: str
    """A name of ``guerdon.surface.ATTRIBUTES``."""
    least: float = -inf
    most: float = inf
    kinds: ClassVar = (Comparisons, Ratings, Rankings)

    def __post_init__(self) -> None:
        if self.attribute not in ATTRIBUTES:
            near = get_close_matches(self.attribute, ATTRIBUTES, 1) or [", ".join(ATTRIBUTES)]
            raise FeedbackError(f"there is no attribute {self.attribute!r}; did you mean {near[0]}?")

    def judge(self, records: Records) -> Sequence[Dropped | None]:
        measure = ATTRIBUTES[self.attribute]
        rows = (row for some in chunks(records) for row in some)
        found = ([measure(each.response) for each in answers(row)] for row in rows)
        return [self.why(row, values) for row, values in enumerate(found)]

    def why(self, row: int, values: Sequence[float]) -> Dropped | None:
        if min(values) < self.least:
            return Dropped(row, f"{self.attribute} below {self.least:g}", f"{min(values):.3f}")
        return (
            Dropped(row, f"{self.attribute} above {self.most:g}", f"{max(values):.3f}")
            if max(values) > self.most
            else None
        )
