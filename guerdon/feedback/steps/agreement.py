"""Keeps the comparisons on which several judges agree with the label."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.steps.asked import TextReward, beliefs, labelled, targets
from guerdon.feedback.steps.base import Dropped, Filter, Records
from guerdon.records import Comparisons


@dataclass(frozen=True)
class Agreement(Filter):
    """Keeps a row where at least a share of the judges prefers the side that the label prefers.

    A judge who is undecided counts a half. A row of which one judge has no answer is left out; ties stay.
    """

    judges: tuple[TextReward, ...]
    least: float = 1.0
    """The share of the judges who must agree; 1 asks for all."""

    def __post_init__(self) -> None:
        if not self.judges:
            raise FeedbackError("agreement needs at least one judge")
        if not 0 < self.least <= 1:
            raise FeedbackError(f"least is {self.least}, expected a share above 0 and up to 1")

    def judge(self, records: Records) -> Sequence[Dropped | None]:
        assert isinstance(records, Comparisons), "kinds says so"
        sides = targets(records)
        asked = [beliefs(judge, records) for judge in self.judges]
        votes = np.mean([(np.sign(labelled(said, sides) - 0.5) + 1) / 2 for said, _ in asked], axis=0)
        lost = [next((each for each in some if each), None) for some in zip(*(bad for _, bad in asked), strict=True)]
        return [
            failed
            or (
                Dropped(row, f"label with which fewer than {self.least:.0%} of the judges agree", f"{vote:.0%} agree")
                if side != 0.5 and vote < self.least - 1e-9
                else None
            )
            for row, (failed, vote, side) in enumerate(zip(lost, votes.tolist(), sides.tolist(), strict=True))
        ]
