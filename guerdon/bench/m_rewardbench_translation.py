"""M-RewardBench's translations: which of two does a person prefer?"""

from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest, pairs
from guerdon.bench.m_rewardbench import MRewardBench
from guerdon.bench.rules import PairAccuracy
from guerdon.feedback import load
from guerdon.papers import Paper


class MRewardBenchTranslation(Benchmark):
    """Strict pair accuracy over 800 pairs of translations between English, German and Chinese, easy and hard.

    The parts are those that the column ``source`` or ``subset`` names; how the data set spells them could not be looked up
    when this was written, so that a report's subsets are what stands there. No part of ``m-rewardbench``'s own score.

    Source: Gureja et al. 2024 (arXiv 2410.15522), from the MAPLE preferences between translations.
    """

    name = "m-rewardbench-translation"
    paper: ClassVar[Paper] = MRewardBench.paper
    measures: ClassVar = {"accuracy": PairAccuracy()}
    counts: ClassVar = {"translation": 800}
    pooled = True

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is neither at hand nor on the hub."""
        rows = load("m-rewardbench-translation", whole=True).comparisons()
        return pairs(rows, lambda row: row.source or "unnamed")

    def section(self, subset: str) -> str:
        return "translation"
