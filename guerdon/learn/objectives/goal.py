"""States of a preferred response should point to where that response is going, and not to the rejected one."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import normalize

from guerdon.errors import GuerdonError
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Comparisons, Records


@dataclass(frozen=True)
class GoalContrast(Objective[ComparisonBatch]):
    """The contrast of a preferred response's later states with the rejected response's, seen from its earlier ones.

    With sources s_i and goals g_j, states of the chosen response of which s_i is before g_i, states h_j of the rejected
    one, and q(a, b) = sigmoid(cos(a, b) / T):

        loss = mean_w( -log mean_ij q(s_i, g_j) - log(1 - mean_ij q(s_i, h_j)) )

    At T = 1, as published, q lies between 0.27 and 0.73, and the loss never below 0.63: gradients are weak. It needs a
    ``GoalHead``.

    Source: Nath et al. 2024, "Learning Goal-Conditioned Representations for Language Reward Models" (arXiv 2407.13887),
    in whose code the mean is inside the logarithm, as here.
    """

    temperature: float = 1.0

    paper = Paper(
        "nath2024learning", "Learning Goal-Conditioned Representations for Language Reward Models",
        "Nath, Vaskar and Slack, Dylan and Da, Jeff and others", 2024, arxiv="2407.13887",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        chosen, rejected = normalize(model.scores(batch.responses).vectors["couples"], dim=-1).chunk(2)
        goals, others = self.goals(chosen, rejected)
        sources = chosen[:, 0]
        loss = batch.mean(-self.reached(sources, goals).log() - (1 - self.reached(sources, others)).log())
        return Loss(loss, {"goal_contrast": loss.detach()})

    def goals(
        self, chosen: Float[Tensor, "n 2 couples width"], rejected: Float[Tensor, "n 2 couples width"]
    ) -> tuple[Float[Tensor, "n goals width"], Float[Tensor, "n others width"]]:
        """Which states each comparison's sources should point to, and which not."""
        return chosen[:, 1], rejected.flatten(1, 2)

    def reached(self, sources: Float[Tensor, "n k width"], goals: Float[Tensor, "n m width"]) -> Float[Tensor, "n"]:
        """The mean of q over all sources and goals of each comparison."""
        return torch.sigmoid(sources @ goals.transpose(1, 2) / self.temperature).mean((1, 2))

    def check(self, model: RewardModel, records: Records) -> None:
        name = type(self).__name__
        if not isinstance(records, Comparisons):
            raise GuerdonError(f"{name} learns from comparisons, got {type(records).__name__.lower()}")
        if "couples" not in model.score([row.chosen for row in records[:1]]).vectors:
            raise GuerdonError(
                f"{name} reads couples of states, which {type(model.head).__name__} does not hand out: use GoalHead"
            )


@dataclass(frozen=True)
class ShuffledGoals(GoalContrast):
    """The control: the same loss, both kinds of goals from other responses of the batch, chosen or rejected alike."""

    def goals(
        self, chosen: Float[Tensor, "n 2 couples width"], rejected: Float[Tensor, "n 2 couples width"]
    ) -> tuple[Float[Tensor, "n goals width"], Float[Tensor, "n others width"]]:
        every = torch.cat([chosen, rejected])
        moved, others = every.roll(len(every) // 4 or 1, 0).chunk(2)
        return moved[:, 1], others.flatten(1, 2)
