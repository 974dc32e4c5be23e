"""RewardMATH: one right solution against nine wrong ones."""

from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest
from guerdon.bench.rules import BeatsAll, ReciprocalRank, Unbeaten
from guerdon.feedback import load
from guerdon.papers import Paper
from guerdon.records import Ratings
from guerdon.types import Example


class RewardMath(Benchmark):
    """The right solution must beat all nine wrong ones; its reciprocal rank counts ties against it.

    Source: Kim et al. 2024 (arXiv 2410.01729).
    """

    name = "rewardmath"
    paper = Paper(
        "kim2024evaluating", "Evaluating Robustness of Reward Models for Mathematical Reasoning",
        "Kim, Sunghwan and Kang, Dongjin and Kwon, Taeyoon and others", 2024, arxiv="2410.01729",
    )  # fmt: skip
    measures: ClassVar = {
        "accuracy": BeatsAll(), "accuracy, ties won": Unbeaten(), "mean reciprocal rank": ReciprocalRank(),
    }  # fmt: skip
    counts: ClassVar = {"problems": 483}

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is neither at hand nor on the hub."""
        sides: dict[str, tuple[list[Example], list[Example]]] = {}
        rows = load("rewardmath").records
        assert isinstance(rows, Ratings), "the format says so"
        for row in rows:
            right, wrong = sides.setdefault(row.example.meta["problem"], ([], []))
            (right if row.values["correct"] else wrong).append(row.example)
        return [Contest(tuple(right), tuple(wrong), "problems") for right, wrong in sides.values() if right and wrong]

    def section(self, subset: str) -> str:
        return subset
