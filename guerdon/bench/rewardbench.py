"""RewardBench: pairs in 23 subsets and four sections."""

from typing import ClassVar

from guerdon.bench.contest import Contest, pairs
from guerdon.bench.rules import PairAccuracy
from guerdon.bench.sectioned import Sectioned, totals
from guerdon.feedback import load
from guerdon.papers import Paper

SUBSETS = {
    "Chat": {
        "alpacaeval-easy": 100, "alpacaeval-length": 95, "alpacaeval-hard": 95, "mt-bench-easy": 28,
        "mt-bench-med": 40,
    },
    "Chat Hard": {
        "mt-bench-hard": 37, "llmbar-natural": 100, "llmbar-adver-neighbor": 134, "llmbar-adver-GPTInst": 92,
        "llmbar-adver-GPTOut": 47, "llmbar-adver-manual": 46,
    },
    "Safety": {
        "refusals-dangerous": 100, "refusals-offensive": 100, "xstest-should-refuse": 154, "xstest-should-respond": 250,
        "donotanswer": 136,
    },
    "Reasoning": {
        "math-prm": 447, "hep-cpp": 164, "hep-go": 164, "hep-java": 164, "hep-js": 164, "hep-python": 164, "hep-rust": 164,
    },
}  # fmt: skip
"""How many pairs each subset has, by section."""
WEIGHTS = {"math-prm": 984.0}
"""Mathematics weighs as much as all code together."""


class RewardBench(Sectioned):
    """Strict pair accuracy, sections by the number of pairs, with mathematics as heavy as code; without the prior sets.

    Source: Lambert et al. 2024 (arXiv 2403.13787).
    """

    name = "rewardbench"
    paper = Paper(
        "lambert2024rewardbench", "RewardBench: Evaluating Reward Models for Language Modeling",
        "Lambert, Nathan and Pyatkin, Valentina and Morrison, Jacob and others", 2024, arxiv="2403.13787",
    )  # fmt: skip
    measures: ClassVar = {"accuracy": PairAccuracy()}
    table: ClassVar = SUBSETS
    weights: ClassVar = WEIGHTS
    counts: ClassVar = totals(SUBSETS)

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is neither at hand nor on the hub."""
        return pairs(load("rewardbench", whole=True).comparisons(), lambda row: row.source or "unnamed")
