"""Two objectives whose weights change places while training goes on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper

if TYPE_CHECKING:
    from guerdon.learn.batch import Batch
    from guerdon.learn.model import Forward, RewardModel
    from guerdon.records import Records


@dataclass(frozen=True)
class Crossfade(Objective[Any]):
    """L(t) = lambda(t) first + (1 - lambda(t)) second, lambda falling linearly from ``start`` to ``end`` after a hold.

        lambda(t) = start                                                  up to the share ``hold`` of the training
        lambda(t) = start + (end - start) (t - hold) / (1 - hold)          after it

    So a model of critiques learns to write them first, ``Crossfade(Likelihood(), BradleyTerry())``, and preferences, which
    it fits all too soon, last. The validation loss is that of the end, or it would fall by the schedule alone; a solver
    without steps minimises the end too.

    Source: the schedule of Yu et al. 2025, "Self-Generated Critiques Boost Reward Modeling" (arXiv 2411.16646); where it
    breaks is for the user to say.
    """

    first: Objective[Any]
    second: Objective[Any]
    start: float = 1.0
    end: float = 0.1
    hold: float = 0.0
    """The share of the training in which lambda stays at its start."""

    paper = Paper(
        "yu2025self", "Self-Generated Critiques Boost Reward Modeling for Language Models", "Yu, Yue and others",
        2025, arxiv="2411.16646",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not (0 <= self.start <= 1 and 0 <= self.end <= 1 and 0 <= self.hold < 1):
            raise ValueError(
                f"start={self.start}, end={self.end}, hold={self.hold}: expected weights from 0 to 1, and a share below 1"
            )

    def weight(self, done: float) -> float:
        """lambda when this share of the training, from 0 to 1, is behind."""
        faded = max(0.0, done - self.hold) / (1 - self.hold)
        return self.start + (self.end - self.start) * faded

    def __call__(self, model: "Forward", batch: "Batch") -> Loss:
        weight = self.weight(model.done)
        return (weight * self.first + (1 - weight) * self.second)(model, batch)

    def check(self, model: "RewardModel", records: "Records") -> None:
        self.first.check(model, records)
        self.second.check(model, records)
