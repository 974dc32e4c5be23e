"""Goals: rewards that say whether something holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Scores, Tabular, Transitions


@runtime_checkable
class Predicates(Protocol):
    """A place that knows what holds in each of its states."""

    def holds(self, predicate: str, bindings: Mapping[str, str], states: Int[np.ndarray, "n"]) -> Bool[np.ndarray, "n"]:
        """Whether the predicate with these arguments holds in each state; GuerdonError where it has no meaning."""


@dataclass(frozen=True)
class GoalSpec:
    """What should hold, in words that mean something in many places: a predicate and its arguments.

    >>> GoalSpec("thing_in_room", {"thing": "cup", "room": "red"}).reward(place)

    Source: Karamcheti et al. 2017, "A Tale of Two DRAGGNs" (arXiv 1707.08668).
    """

    predicate: str
    bindings: Mapping[str, str]

    paper = Paper(
        "karamcheti2017tale",
        "A Tale of Two DRAGGNs: A Hybrid Approach for Interpreting Action-Oriented and Goal-Oriented Instructions",
        "Karamcheti, Siddharth and others", 2017, arxiv="1707.08668",
    )  # fmt: skip

    def reward(self, place: Predicates) -> "Goal":
        """The goal as a reward of one place."""
        return Goal(self, place)


@dataclass(frozen=True)
class Goal(Reward[Transitions]):
    """r = 1 for a step into a state where the goal holds, else 0; states are numbers, as observations."""

    spec: GoalSpec
    place: Predicates

    def score(self, batch: Transitions) -> Scores:
        """Raises GuerdonError where the goal has no meaning in this place."""
        return Scores(self.at(batch.next_obs))

    def of_steps(self, world: Tabular) -> Float[Tensor, "states actions"]:
        """The reward of each action in each state of the place, for planning."""
        return self.at(np.arange(len(world.successor)))[torch.from_numpy(world.successor).long()]

    def met(self, state: int) -> bool:
        """Whether the goal holds in one state."""
        return bool(self.at(np.array([state]))[0])

    def at(self, states: Int[np.ndarray, "n"]) -> Float[Tensor, "n"]:
        """1 for each state in which the goal holds, else 0."""
        return torch.from_numpy(self.place.holds(self.spec.predicate, self.spec.bindings, states)).float()
