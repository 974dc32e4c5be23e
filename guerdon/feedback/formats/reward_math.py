"""RewardMATH: one right and nine wrong solutions to each problem, in one manner of writing."""

from collections.abc import Iterator

from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, label, text, texts
from guerdon.feedback.format import Format
from guerdon.records import Ratings
from guerdon.types import Example, Rating

TYPES = {"chosen": 1.0, "rejected": 0.0}


class RewardMath(Format):
    """``problem, eval_solution, solution_reference, solution_type, problem_id``: a solution, rated ``correct``, 1 or 0.

    The steps of a solution are joined by line ends. The meta has the id of the ``problem`` and the ``model``.

    Source: Kim et al. 2024, "Evaluating Robustness of Reward Models for Mathematical Reasoning" (arXiv 2410.01729).
    """

    name = "reward-math"
    columns = frozenset({"problem", "eval_solution", "solution_reference", "solution_type", "problem_id"})
    kind = Ratings

    def rows(self, row: Row) -> Iterator[Rating]:
        kind = text(row, "solution_type")
        if kind not in TYPES:
            raise RowError(f'"solution_type" is {kind!r}, expected chosen or rejected')
        *before, last = texts(row, "eval_solution")
        steps = (*(f"{step}\n" for step in before), last)
        meta = {"problem": label(row, "problem_id"), "model": text(row, "solution_reference")}
        solution = Example(text(row, "problem"), "".join(steps), steps=steps, meta=meta)
        yield Rating(solution, {"correct": TYPES[kind]})
