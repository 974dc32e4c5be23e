"""IFBench: which of two answers keeps the constraints that the instruction states?"""

from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest, pairs
from guerdon.bench.rules import PairAccuracy
from guerdon.feedback import load
from guerdon.papers import Paper


class IFBench(Benchmark):
    """Strict pair accuracy over all pairs; a section for each of three levels of difficulty.

    Source: Peng et al. 2025 (arXiv 2502.19328).
    """

    name = "ifbench"
    paper = Paper(
        "peng2025agentic", "Agentic Reward Modeling: Integrating Human Preferences with Verifiable Correctness Signals for "
        "Reliable Reward Systems", "Peng, Hao and Qi, Yunjia and Wang, Xiaozhi and others", 2025, arxiv="2502.19328",
    )  # fmt: skip
    measures: ClassVar = {"accuracy": PairAccuracy()}
    counts: ClassVar = {"level-1": 47, "level-2": 133, "level-3": 264}
    pooled = True

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is not at hand."""
        return pairs(load("ifbench", whole=True).comparisons(), lambda row: row.source or "unnamed")

    def section(self, subset: str) -> str:
        return subset
