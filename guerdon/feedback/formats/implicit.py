"""Preferences without a column for the prompt: both answers repeat it."""

from collections.abc import Iterator
from typing import ClassVar

from guerdon.feedback.chat import conversation, part, part_text
from guerdon.feedback.columns import comparison
from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row
from guerdon.feedback.format import Format
from guerdon.records import Comparisons
from guerdon.types import Comparison


class Implicit(Format):
    """``chosen, rejected``: the prompt is what both begin with, cut at a turn (chat) or between words (text)."""

    name = "preference-implicit"
    columns = frozenset({"chosen", "rejected"})
    kind = Comparisons
    id_column: ClassVar = "id"

    def rows(self, row: Row) -> Iterator[Comparison]:
        first, second = conversation(row, "chosen"), conversation(row, "rejected")
        if isinstance(first, str) and isinstance(second, str):
            yield comparison(row, *part_text(first, second))
        elif isinstance(first, tuple) and isinstance(second, tuple):
            yield comparison(row, *part(first, second))
        else:
            raise RowError('one of "chosen" and "rejected" is text and the other chat messages')
