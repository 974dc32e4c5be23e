"""RM-Bench: right and wrong answers to the same prompt, each written in three styles."""

from collections.abc import Iterator
from itertools import product

from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, items, label, optional, text
from guerdon.feedback.format import Format
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

STYLES = ("concise", "detailed", "markdown")
"""What ``style`` 0, 1 and 2 in an example's meta stand for: short; long in plain text; long in markdown."""


class RMBench(Format):
    """``prompt, chosen, rejected`` where the last two are lists of three texts: nine comparisons a row.

    The meta of each example has its ``style`` (0 to 2, see ``STYLES``), so that the matrix of chosen by rejected style can be
    drawn, and the id of its ``row``. The source is the domain or the subset.

    Source: Liu et al. 2024, "RM-Bench: Benchmarking Reward Models of Language Models with Subtlety and Style"
    (arXiv 2410.16184).
    """

    name = "rm-bench"
    columns = frozenset({"id", "prompt", "chosen", "rejected"})
    kind = Comparisons

    @classmethod
    def recognises(cls, row: Row) -> bool:
        """Whether the answers of the first row are lists of texts."""
        return super().recognises(row) and all(
            isinstance(row[column], list) and row[column] and all(isinstance(answer, str) for answer in row[column])
            for column in ("chosen", "rejected")
        )

    def rows(self, row: Row) -> Iterator[Comparison]:
        source = optional(label, row, "domain") or optional(label, row, "subset")
        for chosen, rejected in product(answers(row, "chosen"), answers(row, "rejected")):
            yield Comparison(chosen, rejected, source=source, provenance="model")


def answers(row: Row, column: str) -> list[Example]:
    styled = items(row, column)
    if len(styled) != len(STYLES):
        raise RowError(f'"{column}" has {len(styled)} answers, expected one in each of {len(STYLES)} styles')
    prompt, name = text(row, "prompt"), label(row, "id")
    return [
        Example(prompt, text({column: answer}, column), meta={"style": style, "row": name})
        for style, answer in enumerate(styled)
    ]
