"""Keeps the comparisons whose labels a reward is sure of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.steps.asked import TextReward, beliefs, labelled, targets
from guerdon.feedback.steps.base import Dropped, Filter, Records
from guerdon.papers import Paper
from guerdon.records import Comparisons


@dataclass(frozen=True)
class Confidence(Filter):
    """Keeps a row where p, the reward's probability of the side that the label prefers, is high enough.

        kept where p > least and p >= the quantile of p over all rows

    With ``least`` of 1/2 and no quantile the reward must agree with the label: the label check of Skywork-Reward. With
    ``least`` of 0 and a quantile, the surest are kept, whatever the reward's scale: the filter of West-of-N. Ties take
    no side and stay. What a reward doubts holds hard rows beside wrong ones: look at what was dropped.

    Sources: Liu et al. 2024, "Skywork-Reward: Bag of Tricks for Reward Modeling in LLMs" (arXiv 2410.18451); Pace et al.
    2024, "West-of-N" (arXiv 2401.12086).
    """

    reward: TextReward
    least: float = 0.5
    """A probability; rows at or below it are left out."""
    quantile: float = 0.0
    """The share of the rows that are left out as the least sure."""

    paper = Paper(
        "liu2024skywork", "Skywork-Reward: Bag of Tricks for Reward Modeling in LLMs",
        "Liu, Chris Yuhao and Zeng, Liang and Liu, Jiacai and others", 2024, arxiv="2410.18451",
    )  # fmt: skip

    def __post_init__(self) -> None:
        for name in ("least", "quantile"):
            if not 0 <= getattr(self, name) < 1:
                raise FeedbackError(f"{name} is {getattr(self, name)}, expected 0 or more and less than 1")

    def judge(self, records: Records) -> Sequence[Dropped | None]:
        assert isinstance(records, Comparisons), "kinds says so"
        said, failed = beliefs(self.reward, records)
        sides = targets(records)
        sure, tie = labelled(said, sides), sides == 0.5
        known = sure[~tie & ~np.isnan(sure)]
        least = np.quantile(known, self.quantile) if self.quantile and len(known) else 0.0

        def why(row: int) -> Dropped | None:
            p = float(sure[row])
            if failed[row] or tie[row]:
                return failed[row]
            if p <= self.least:
                return Dropped(row, f"label of which the reward is no more than {self.least:g} sure", f"{p:.3f}")
            return Dropped(row, f"among the least sure {self.quantile:.0%}", f"{p:.3f}") if p < least else None

        return [why(row) for row in range(len(records))]
