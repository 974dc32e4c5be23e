"""RewardMATH: one right solution against nine wrong ones."""

from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest, Standing, by_score
from guerdon.bench.rules import BeatsAll, ReciprocalRank, Unbeaten
from guerdon.feedback import load
from guerdon.feedback.fields import Row
from guerdon.feedback.filetype import read_file
from guerdon.feedback.known import Known
from guerdon.papers import Paper
from guerdon.records import Ratings
from guerdon.types import Example
from guerdon.types.scores import REDUCTIONS

SCORES = Known("rewardmath", "https://github.com/kimsh0507/RewardMATH_official")
"""Scores that the authors published, a file for each model."""
RIGHT = "human_to_GPT-4"
"""Whose solutions are right, in published scores."""


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
        rows = load("rewardmath", whole=True).records
        assert isinstance(rows, Ratings), "the format says so"
        for row in rows:
            right, wrong = sides.setdefault(row.example.meta["problem"], ([], []))
            (right if row.values["correct"] else wrong).append(row.example)
        return [Contest(tuple(right), tuple(wrong), "problems") for right, wrong in sides.values() if right and wrong]

    def section(self, subset: str) -> str:
        return subset


def published(file: Path, how: str = "geometric_mean") -> list[Standing]:
    """How every contest went by the scores of a model that the authors published.

    Args:
        file: one of theirs, a row for each problem: ``score`` has a number for each of the ten solutions, or the
            probabilities of its steps, or what a judge said of each of the nine pairs, A, B or None for neither.
        how: by which of ``REDUCTIONS`` steps become a number; the paper prefers the geometric mean.

    Returns:
        one for each row of the file; those of some judges have two problems twice, and the published figures count them.
    """
    return [standing(row, how) for _, row in read_file(file, str(file))]


def standing(row: Row, how: str) -> Standing:
    """How a contest went by one row of published scores."""
    if "chosen_position" in row:
        wins = [float(said == place) for said, place in zip(row["score"], row["chosen_position"], strict=True)]
        return Standing(np.array([wins]))
    said = torch.tensor([number(each, how) for each in row["score"]], dtype=torch.float64)
    right = torch.tensor([name == RIGHT for name in row["solution_reference"]])
    return by_score(said[right], said[~right])


def number(said: Any, how: str) -> float:
    """A score, alone or in a list, or the probabilities of steps as one number."""
    if isinstance(said, list) and len(said) > 1:
        return float(REDUCTIONS[how](torch.tensor(said, dtype=torch.float64)))
    return float(said[0] if isinstance(said, list) else said)
