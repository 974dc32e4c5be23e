"""Comparisons in the columns of an in-house survey."""

from collections.abc import Iterator

from guerdon.feedback.fields import Row, label, optional, text
from guerdon.feedback.format import Format
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example


class BetterWorse(Format):
    """``question, better, worse``, and optionally who answered in ``voter``."""

    name = "better-worse"
    columns = frozenset({"question", "better", "worse"})
    kind = Comparisons

    def rows(self, row: Row) -> Iterator[Comparison]:
        question = text(row, "question")
        better, worse = (Example(question, text(row, column)) for column in ("better", "worse"))
        yield Comparison(better, worse, annotator=optional(label, row, "voter"))
