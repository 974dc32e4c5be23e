"""Multimodal RewardBench: pairs of answers about images, in six areas."""

from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest, pairs
from guerdon.bench.rules import PairAccuracy
from guerdon.feedback import load
from guerdon.papers import Paper
from guerdon.types import Comparison

AREAS = ("correctness", "preference", "knowledge", "reasoning", "safety", "vqa")
PARTS = {
    "reasoning": ("math", "reasoning/math", "reasoning/coding"),
    "safety": ("pairs", "safety/bias", "safety/toxicity"),
}
"""How ids begin in the first part of an area, and what its parts are called."""


class MultimodalRewardBench(Benchmark):
    """Pair accuracy over all pairs, a tie a half, as the official script has a coin decide what a judge leaves open.

    Official judges see the pair in the order of the file; here they are asked in both. A public copy lacks the pairs of
    Hateful Memes, so that the whole is then no official score.

    Source: Yasunaga et al. 2025 (arXiv 2502.14191).
    """

    name = "multimodal-rewardbench"
    paper = Paper(
        "yasunaga2025multimodal", "Multimodal RewardBench: Holistic Evaluation of Reward Models for Vision Language Models",
        "Yasunaga, Michihiro and Zettlemoyer, Luke and Ghazvininejad, Marjan", 2025, arxiv="2502.14191",
    )  # fmt: skip
    measures: ClassVar = {"accuracy": PairAccuracy(0.5)}
    counts: ClassVar = {
        "correctness": 623, "preference": 654, "knowledge": 630, "reasoning": 1_096, "safety": 1_008, "vqa": 1_200,
    }  # fmt: skip
    pooled = True

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is not at hand."""
        return pairs(load("multimodal-rewardbench", whole=True).comparisons(), part)

    def section(self, subset: str) -> str:
        return subset.partition("/")[0]


def part(row: Comparison) -> str:
    """The area of a pair, from its category; of reasoning and safety the part, from how its id begins."""
    category = (row.source or "unnamed").lower()
    area = next((name for name in AREAS if name in category), category)
    if area not in PARTS:
        return area
    start, first, second = PARTS[area]
    return first if row.id.lower().startswith(start) else second
