"""GSM8K with the graded solutions of four models: does the reward pick a right one?"""

from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest, contests
from guerdon.bench.rules import PairAccuracy, TopShare
from guerdon.feedback import load
from guerdon.papers import Paper


class GSM8KBestOfFour(Benchmark):
    """The solutions of four models to each problem that some solved and some did not; ties at the top share the credit.

    Source: the problems and the solutions of Cobbe et al. 2021 (arXiv 2110.14168).
    """

    name = "gsm8k-best-of-4"
    paper = Paper(
        "cobbe2021training", "Training Verifiers to Solve Math Word Problems", "Cobbe, Karl and others", 2021,
        arxiv="2110.14168",
    )  # fmt: skip
    measures: ClassVar = {"best of 4": TopShare(), "pairs": PairAccuracy()}
    counts: ClassVar = {"problems": 731}

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is not at hand."""
        return contests(load("gsm8k", whole=True).comparisons(), lambda row: row.prompt, lambda row: "problems")

    def section(self, subset: str) -> str:
        return subset
