"""RAG-RewardBench: does a reward value answers that keep to what was retrieved?"""

from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest, pairs
from guerdon.bench.rules import PairAccuracy
from guerdon.feedback import load
from guerdon.papers import Paper

GROUPS = {
    "reason": "helpful/reasoning", "hop": "helpful/reasoning", "citation": "helpful/citation",
    "abstain": "harmless/abstain", "conflict": "harmless/conflict", "robust": "harmless/conflict",
    "harmless": "harmless/general", "safe": "harmless/general", "helpful": "helpful/general",
}  # fmt: skip
"""By what the name of a subset has in it, the first that fits; how the data set spells them is not certain."""


class RagRewardBench(Benchmark):
    """Strict pair accuracy over all pairs, and over the helpful and the harmless ones of three scenarios each.

    Averages are over pairs: with 262, 306 and 361 helpful and 155, 217 and 184 harmless ones they give every published
    average from the published scenarios.

    Source: Jin et al. 2024 (arXiv 2412.13746).
    """

    name = "rag-rewardbench"
    paper = Paper(
        "jin2024rag", "RAG-RewardBench: Benchmarking Reward Models in Retrieval Augmented Generation for Preference Alignment",
        "Jin, Zhuoran and Yuan, Hongbang and Men, Tianyi and others", 2024, arxiv="2412.13746",
    )  # fmt: skip
    measures: ClassVar = {"accuracy": PairAccuracy()}
    counts: ClassVar = {"helpful": 929, "harmless": 556}
    pooled = True

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is neither at hand nor on the hub."""
        return pairs(load("rag-rewardbench", whole=True).comparisons(), lambda row: group(row.source or ""))

    def section(self, subset: str) -> str:
        return subset.partition("/")[0]


def group(subset: str) -> str:
    """The scenario of a subset; itself where nothing fits, so that it stands apart in a report."""
    return next((name for part, name in GROUPS.items() if part in subset.lower()), subset)
