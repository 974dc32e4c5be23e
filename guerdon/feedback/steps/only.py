"""Keeps some categories and leaves out others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.steps.base import Dropped, Filter, Records
from guerdon.feedback.steps.category import categories
from guerdon.records import Comparisons, Rankings, Ratings


@dataclass(frozen=True)
class Only(Filter):
    """Keeps the rows of the categories that are named, or all but those that are ruled out."""

    per: str = "source"
    """What a category is: ``source``, ``annotator``, ``provenance``, or an entry of the meta."""
    keep: tuple[str, ...] = ()
    """All when empty."""
    drop: tuple[str, ...] = ()
    kinds: ClassVar = (Comparisons, Ratings, Rankings)

    def __post_init__(self) -> None:
        if not (self.keep or self.drop):
            raise FeedbackError("only needs the categories to keep, or those to drop")

    def judge(self, records: Records) -> Sequence[Dropped | None]:
        return [
            Dropped(row, f"{self.per} that is not wanted", name)
            if name in self.drop or (self.keep and name not in self.keep)
            else None
            for row, name in enumerate(categories(records, self.per))
        ]
