"""Rated responses in plain columns."""

from collections.abc import Iterator
from typing import ClassVar

from guerdon.feedback.columns import about_label
from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, entries, number
from guerdon.feedback.format import Format
from guerdon.feedback.formats.responses import unlabelled
from guerdon.records import Ratings
from guerdon.types import Rating


class PlainRatings(Format):
    """``prompt, response`` with ``rating`` (a number) or ``ratings`` (an object of named numbers)."""

    name = "ratings"
    columns = frozenset({"prompt", "response"})
    kind = Ratings
    id_column: ClassVar = "id"

    @classmethod
    def recognises(cls, row: Row) -> bool:
        """Whether the first row has one of the two columns beside the response."""
        return super().recognises(row) and ("rating" in row or "ratings" in row)

    def rows(self, row: Row) -> Iterator[Rating]:
        yield Rating(unlabelled(row), values(row), **about_label(row))


def values(row: Row) -> dict[str, float]:
    if "ratings" not in row:
        return {"rating": number(row, "rating")}
    named = entries(row, "ratings")
    if not named:
        raise RowError('"ratings" is an empty object, expected at least one named number')
    return {name: number({"ratings": named}, "ratings", name) for name in named}
