"""M-RewardBench: RewardBench in 23 languages, and whether a reward says the same in each."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from guerdon.bench.contest import Contest, outcomes, pairs
from guerdon.bench.rules import PairAccuracy
from guerdon.bench.sectioned import Sectioned, totals
from guerdon.errors import GuerdonError
from guerdon.feedback import load
from guerdon.feedback.known import TRANSLATED
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.statistics import cohen_kappa
from guerdon.types import Example

ENGLISH = "eng_Latn"
SUBSETS = {
    "Chat": {
        "alpacaeval-easy": 79, "alpacaeval-length": 79, "alpacaeval-hard": 76, "mt-bench-easy": 24, "mt-bench-med": 38,
    },
    "Chat-Hard": {
        "mt-bench-hard": 35, "llmbar-natural": 76, "llmbar-adver-neighbor": 124, "llmbar-adver-GPTInst": 87,
        "llmbar-adver-GPTOut": 42, "llmbar-adver-manual": 43,
    },
    "Safety": {
        "refusals-dangerous": 100, "refusals-offensive": 100, "xstest-should-refuse": 154, "xstest-should-respond": 247,
        "donotanswer": 135,
    },
    "Reasoning": {
        "math-prm": 447, "hep-cpp": 164, "hep-go": 164, "hep-java": 164, "hep-js": 164, "hep-python": 163, "hep-rust": 164,
    },
}  # fmt: skip
"""How many pairs each subset has in each language, by section: less than RewardBench has."""
WEIGHTS = {"math-prm": 983.0}
"""Mathematics weighs as much as all code together."""


class MRewardBench(Sectioned):
    """RewardBench's strict rule in each language, its four sections counting alike; the mean over languages, without English.

    A section of the report is ``language/section``. The translations of an item are not independent, so that intervals
    draw items.

    Source: Gureja et al. 2024 (arXiv 2410.15522).
    """

    name = "m-rewardbench"
    paper = Paper(
        "gureja2024mrewardbench", "M-RewardBench: Evaluating Reward Models in Multilingual Settings",
        "Gureja, Srishti and Miranda, Lester James V. and Islam, Shayekh Bin and others", 2024, arxiv="2410.15522",
    )  # fmt: skip
    measures: ClassVar = {"accuracy": PairAccuracy()}
    table: ClassVar = SUBSETS
    weights: ClassVar = WEIGHTS
    counts: ClassVar = {
        f"{language}/{section}": size for language in TRANSLATED for section, size in totals(SUBSETS).items()
    }

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is neither at hand nor on the hub."""
        return [each for each in every() if not each.subset.startswith(ENGLISH)]


def every() -> list[Contest]:
    """The pairs in all languages that are at hand, English too; the group of each is its item."""
    rows = load("m-rewardbench", whole=True).comparisons()
    found = pairs(rows, lambda row: row.source or "unnamed")
    return [replace(each, group=each.right[0].meta["item"]) for each in found]


def agreement(reward: Reward[Sequence[Example]], first: Sequence[Contest], second: Sequence[Contest]) -> float:
    """Cohen's kappa of what a reward says of the same items in two languages: right, tie or wrong.

    Raises:
        GuerdonError: the two have no item in common.
    """
    said = [
        {each.group: float(one.wins.mean()) for each, one in zip(some, outcomes(reward, some), strict=True)}
        for some in (first, second)
    ]
    both = sorted(set(said[0]) & set(said[1]))
    if not both:
        raise GuerdonError("the two have no item in common: the same items are needed in both languages")
    return cohen_kappa(*(np.array([side[item] for item in both]) for side in said))
