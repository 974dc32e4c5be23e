"""Iterative data smoothing: labels move, slowly, towards what the model believes."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from guerdon.errors import GuerdonError
from guerdon.learn.schedules.base import Schedule
from guerdon.papers import Paper
from guerdon.records import Comparisons

if TYPE_CHECKING:
    from guerdon.learn.model import RewardModel
    from guerdon.records import Records


@dataclass(frozen=True)
class Smoothing(Schedule):
    """y <- (1 - beta) y + beta P(chosen > rejected) after each epoch, P by the model as it is then.

    Where a pair is often compared the model reaches the true odds before its labels have moved; where it is rarely
    compared the labels first fall back to the model's first belief, and no large gap of rewards grows from one lucky
    label. That needs a model that moves by small steps and believes in even odds at first: use it with ``FineTune`` and
    a head that begins at zero. A solver that goes to the optimum in each epoch has run off before any label moves.

    The paper moves a label right after the step that it was used in; here all move between two epochs, so that an
    epoch's data follows from the model and the labels before it.

    Source: Zhu, Jordan & Jiao 2024, "Iterative Data Smoothing" (arXiv 2401.16335), algorithm 1.
    """

    beta: float = 0.1
    """The share of the way that a label goes in each epoch."""
    carries = True

    paper = Paper(
        "zhu2024iterative",
        "Iterative Data Smoothing: Mitigating Reward Overfitting and Overoptimization in RLHF",
        "Zhu, Banghua and Jordan, Michael I. and Jiao, Jiantao", 2024, arxiv="2401.16335",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not 0 <= self.beta <= 1:
            raise ValueError(f"beta is {self.beta}, expected 0 to 1: it is the share of the way that a label goes")

    def before(self, epoch: int, model: "RewardModel", records: "Records") -> "Records":
        """The comparisons with their labels moved; as they are in the first epoch.

        Raises:
            GuerdonError: the records are no comparisons.
        """
        if not isinstance(records, Comparisons):
            raise GuerdonError(f"Smoothing moves the labels of comparisons, got {type(records).__name__.lower()}")
        if epoch == 0:
            return records
        rows = list(records)
        believed = model.prefer([row.chosen for row in rows], [row.rejected for row in rows]).double().tolist()
        return Comparisons.of(
            replace(row, target=(1 - self.beta) * row.target + self.beta * belief)
            for row, belief in zip(rows, believed, strict=True)
        )
