"""GSM8K as outcomes: does a reward tell right solutions from wrong ones, whichever problem they are of?"""

from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest
from guerdon.bench.gsm8k import GSM8KBestOfFour
from guerdon.bench.rules import AUROC
from guerdon.feedback import KNOWN, read
from guerdon.records import Ratings
from guerdon.types import Example


class GSM8KOutcome(Benchmark):
    """All graded solutions of four models: the area under the curve of their scores, over all problems at once.

    What a verifier must do that stops at a threshold; best-of-4 asks for order within a problem alone. A reward of pairs
    is asked for scores.

    Source: the problems and the solutions of Cobbe et al. 2021 (arXiv 2110.14168).
    """

    name = "gsm8k-outcome"
    paper = GSM8KBestOfFour.paper
    measures: ClassVar = {"AUROC": AUROC()}
    counts: ClassVar = {"problems": 1_319}

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is not at hand."""
        rows = read(KNOWN["gsm8k"].found() or "gsm8k", format="gsm8k-ratings", whole=True).records
        assert isinstance(rows, Ratings), "the format says so"
        sides: dict[str, tuple[list[Example], list[Example]]] = {}
        for row in rows:
            right, wrong = sides.setdefault(row.example.prompt_text, ([], []))
            (right if row.values["correct"] else wrong).append(row.example)
        return [Contest(tuple(right), tuple(wrong), "problems", rated=True) for right, wrong in sides.values()]

    def section(self, subset: str) -> str:
        return subset
