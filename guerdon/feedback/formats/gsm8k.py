"""GSM8K: school problems with the graded solutions of several models."""

from collections.abc import Iterator
from itertools import product

from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, text
from guerdon.feedback.format import Format, Skip
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating


class GSM8K(Format):
    """``question, ground_truth`` and a column for each model with ``is_correct`` and ``solution``.

    Each right solution against each wrong one; a problem that every model solved, or none, is counted as dropped.
    The ground truth is the reference.

    Source: Cobbe et al. 2021, "Training Verifiers to Solve Math Word Problems" (arXiv 2110.14168).
    """

    name = "gsm8k"
    columns = frozenset({"question", "ground_truth"})
    kind = Comparisons

    @classmethod
    def recognises(cls, row: Row) -> bool:
        """Whether a column of the first row holds a graded solution."""
        return super().recognises(row) and bool(graded(row))

    def rows(self, row: Row) -> Iterator[Comparison | Skip]:
        solutions = list(examples(row))
        right = [example for example, correct in solutions if correct]
        wrong = [example for example, correct in solutions if not correct]
        if not (right and wrong):
            yield Skip("no wrong solution" if right else "no right solution")
        for chosen, rejected in product(right, wrong):
            yield Comparison(chosen, rejected, provenance="rule")


class GSM8KRatings(Format):
    """The same solutions as ratings: ``correct`` is 1 or 0. Never recognised, only asked for."""

    name = "gsm8k-ratings"
    columns = GSM8K.columns
    kind = Ratings

    @classmethod
    def recognises(cls, row: Row) -> bool:
        """Comparisons are what the file is read as unless somebody asks."""
        return False

    def rows(self, row: Row) -> Iterator[Rating]:
        for example, correct in examples(row):
            yield Rating(example, {"correct": float(correct)}, provenance="rule")


def graded(row: Row) -> dict[str, Row]:
    return {name: value for name, value in row.items() if isinstance(value, dict) and "is_correct" in value}


def examples(row: Row) -> Iterator[tuple[Example, bool]]:
    question, reference = text(row, "question"), text(row, "ground_truth")
    for name, solution in graded(row).items():
        correct = solution["is_correct"]
        if not isinstance(correct, bool):
            raise RowError(f'"{name}.is_correct" is {correct!r}, expected true or false')
        yield Example(question, text(row, name, "solution"), reference=reference, meta={"model": name}), correct
