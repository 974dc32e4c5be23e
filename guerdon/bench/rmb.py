"""RMB: real prompts in 49 scenarios, by pairs and by best-of-n."""

from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest, contests, pairs
from guerdon.bench.rules import BeatsAll, Macro, PairAccuracy
from guerdon.feedback import load
from guerdon.papers import Paper
from guerdon.types import Comparison

PAPER = Paper(
    "zhou2024rmb", "RMB: Comprehensively Benchmarking Reward Models in LLM Alignment",
    "Zhou, Enyu and Zheng, Guodong and Wang, Binghai and others", 2024, arxiv="2410.09893",
)  # fmt: skip


class RMB(Benchmark):
    """A better and a worse response to each prompt; a tie is wrong.

    Helpfulness and harmlessness are a section each, over rows; the paper's whole is the mean of both, and of both of
    ``rmb-bon``. Whether it averages over rows or over scenarios it does not say, and the released script counts rows, so
    that the mean over scenarios stands beside.

    Source: Zhou et al. 2024 (arXiv 2410.09893).
    """

    name = "rmb"
    paper = PAPER
    measures: ClassVar = {"accuracy": PairAccuracy(), "scenarios alike": Macro(PairAccuracy())}
    counts: ClassVar = {"Helpfulness": 10_067, "Harmlessness": 7_064}

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is neither at hand nor on the hub."""
        return pairs(load("rmb", whole=True).comparisons(), scenario)

    def section(self, subset: str) -> str:
        return subset.partition("/")[0]


class RMBBestOfN(RMB):
    """The best response must beat every other of its list; a tie with one is a loss."""

    name = "rmb-bon"
    measures: ClassVar = {"accuracy": BeatsAll(), "pairs": PairAccuracy(), "scenarios alike": Macro(BeatsAll())}
    counts: ClassVar = {"Helpfulness": 2_109, "Harmlessness": 1_677}

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is neither at hand nor on the hub."""
        return contests(load("rmb-bon", whole=True).comparisons(), lambda row: row.chosen.meta["group"], scenario)


def scenario(row: Comparison) -> str:
    return row.source or "unnamed"
