"""A small room, its true goal, and hints about it that are right or wrong: what recipes of blended rewards share."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.reward import Reward
from guerdon.shape.steps import Bonus, EnteredLabels, PotentialShaping, StateValues
from guerdon.testbeds.letters import Letters
from guerdon.types import Transitions

DISCOUNT, ENTROPY = 0.95, 0.01
Policies = Float[Tensor, "states actions"]


@dataclass(frozen=True, eq=False)
class Room:
    """A 5 by 5 grid, the true goal in one corner far from the start, and a wrong place that a hint may name."""

    grid: Letters

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> "Room":
        corners = np.array([0, 4, 20, 24])[rng.permutation(4)].tolist()
        start, goal, wrong = corners[:3]
        return cls(Letters(5, {"goal": (goal,), "wrong": (wrong,)}, start))

    @cached_property
    def batch(self) -> Transitions:
        """Every action in every cell."""
        states, actions = (each.ravel() for each in np.indices((25, 4)))
        after = self.grid.moves[states, actions]
        ends = after == self.goal
        return Transitions(states, actions, after, ends, np.zeros(len(after), bool))

    @property
    def goal(self) -> int:
        return self.grid.cells["goal"][0]

    @cached_property
    def true(self) -> StateValues:
        return StateValues(tuple(float(cell == self.goal) for cell in range(25)))

    def nearness(self, cell: int) -> StateValues:
        """Minus the number of moves to a cell."""
        return StateValues(tuple(-float(abs(c // 5 - cell // 5) + abs(c % 5 - cell % 5)) for c in range(25)))

    def hints(self) -> dict[str, Reward[Transitions]]:
        """A right one pays for coming nearer, a wrong one each time that the wrong corner is entered."""
        entered = EnteredLabels({"wrong": self.grid.cells["wrong"]})
        return {"right": 0.2 * PotentialShaping(self.nearness(self.goal), 1.0), "wrong": Bonus(entered, 0.5)}

    @cached_property
    def flow(self) -> Float[Tensor, "states actions states"]:
        """Where actions lead; nothing follows the goal."""
        table = np.eye(25)[self.grid.moves]
        table[:, :, self.goal] = 0
        return torch.from_numpy(table)

    def gathered(self, theta: Policies, reward: Float[Tensor, "steps"], entropy: float = 0.0) -> Float[Tensor, ""]:
        """The discounted return of a softmax policy from the start, with a bonus for entropy in each step."""
        logs = torch.log_softmax(theta, 1)
        chances = logs.exp()
        gains = (chances * (reward.view(25, 4) - entropy * logs)).sum(1)
        forward = torch.einsum("sa,sat->st", chances, self.flow)
        values = torch.linalg.solve(torch.eye(25, dtype=torch.float64) - DISCOUNT * forward, gains)
        return values[self.grid.start]

    def update(self, theta: Policies, reward: Float[Tensor, "steps"]) -> Policies:
        """The exact policy gradient, itself differentiable."""
        free = theta if theta.requires_grad else theta.detach().requires_grad_()
        differentiable = theta.requires_grad or reward.requires_grad
        (found,) = torch.autograd.grad(self.gathered(free, reward, ENTROPY), free, create_graph=differentiable)
        return found
