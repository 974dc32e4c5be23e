"""Ranked responses in guerdon's own columns."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from guerdon.feedback.chat import conversation
from guerdon.feedback.columns import about_example, about_label, steps
from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, Value, items, notes, number, optional, texts
from guerdon.feedback.format import Format
from guerdon.records import Rankings
from guerdon.types import Example, Ranking


class PlainRankings(Format):
    """``prompt, responses, ranks``: two lists of the same length; lower ranks are better, equal ones are ties."""

    name = "rankings"
    columns = frozenset({"prompt", "responses", "ranks"})
    kind = Rankings
    id_column: ClassVar = "id"

    def rows(self, row: Row) -> Iterator[Ranking]:
        prompt, about = conversation(row, "prompt"), about_example(row)
        responses, ranks = texts(row, "responses"), items(row, "ranks")
        if len(responses) != len(ranks) or len(ranks) < 2:
            raise RowError(f"{len(responses)} responses have {len(ranks)} ranks, expected one each for two or more")
        metas = each(row, "metas", len(ranks), notes)
        steps_of_each = each(row, "steps", len(ranks), steps)
        details = zip(responses, steps_of_each, metas, strict=True)
        yield Ranking(
            tuple(Example(prompt, said, **about, steps=cut, meta=meta) for said, cut, meta in details),
            tuple(number({"ranks": rank}, "ranks") for rank in ranks),
            **about_label(row),
        )


def each(row: Row, column: str, count: int, read: Callable[[Row, str], Value]) -> list[Value]:
    """What ``read`` takes from each item of an optional list with one item for each response."""
    found = optional(items, row, column) or [None] * count
    if len(found) != count:
        raise RowError(f'"{column}" has {len(found)} items for {count} responses')
    return [read({column: item}, column) for item in found]
