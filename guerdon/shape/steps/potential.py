"""Potential shaping: what a step pays for getting nearer, without changing which policies are best."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Scores, Transitions

SHAPING = Paper(
    "ng1999policy", "Policy invariance under reward transformations: Theory and application to reward shaping",
    "Ng, Andrew Y. and Harada, Daishi and Russell, Stuart", 1999, venue="ICML",
)  # fmt: skip


def shaping(
    before: Float[np.ndarray, "*n"],
    after: Float[np.ndarray, "*m"],
    discount: float,
    ended: Bool[np.ndarray, "*k"] | bool = False,
) -> Float[np.ndarray, "*nm"]:
    """F = gamma Phi(s') - Phi(s), with Phi(s') = 0 where the episode has ended.

    Without that zero, what an episode gathers depends on the state in which it ends, and an agent may prefer to end in
    one of high potential. An episode that is cut off for time has not ended: its last state keeps its potential.

    Args:
        before: Phi of the states that steps begin in.
        after: Phi of those that they lead to; shapes are broadcast.
        discount: gamma.
        ended: where s' is the end of an episode by its own dynamics.

    Source: Ng, Harada & Russell 1999, "Policy invariance under reward transformations"; the zero at the end from
    Grzes 2017, "Reward Shaping in Episodic Reinforcement Learning".
    """
    return discount * np.where(ended, 0.0, after) - before


@dataclass(frozen=True)
class PotentialShaping(Reward[Transitions]):
    """F = gamma Phi(s') - Phi(s), Phi = 0 at the end of an episode: add it to a reward.

    >>> dense = sparse + PotentialShaping(StateValues(nearness), discount=0.99)

    The potential is any reward that reads no more of a step than ``next_obs``: it is asked again with ``obs`` in its
    place. So potentials are made by the same algebra as rewards. Parts of the potential become the parts of F.

    Over an episode that ends, sum_t gamma^t F_t = -Phi(s_0), whatever is done: the best policies stay best. Learners
    with a baseline gain nothing in expectation, for their baseline takes F up; those that bootstrap do.
    """

    potential: Reward[Transitions]
    discount: float

    paper = SHAPING

    @property
    def operands(self) -> tuple[Reward[Transitions], ...]:
        return (self.potential,)

    def score(self, batch: Transitions) -> Scores:
        after, before = self.potential.score(batch), self.potential.score(replace(batch, next_obs=batch.obs))
        goes_on = torch.from_numpy(~batch.terminated)

        def change(new: Float[Tensor, "n"], old: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
            return self.discount * torch.where(goes_on, new, 0.0) - old

        parts = {name: change(part, before.parts[name]) for name, part in after.parts.items() if name in before.parts}
        errors = [
            first or second
            for first, second in zip(
                before.errors or (None,) * len(batch), after.errors or (None,) * len(batch), strict=True
            )
        ]
        return Scores(change(after.values, before.values), parts=parts, errors=tuple(errors) if any(errors) else None)


@dataclass(frozen=True)
class StateValues(Reward[Transitions]):
    """r = v[s'], for environments whose observations are the numbers of states."""

    values: tuple[float, ...]
    """Of each state."""

    @cached_property
    def table(self) -> Float[np.ndarray, "states"]:
        return np.asarray(self.values, float)

    def score(self, batch: Transitions) -> Scores:
        """Raises GuerdonError where an observation is no number of a state."""
        states = batch.next_obs
        if states.ndim != 1 or not np.issubdtype(states.dtype, np.integer):
            raise GuerdonError(
                f"StateValues reads states by number, and observations are {states.dtype} of shape {states.shape[1:]}"
            )
        if len(states) and not 0 <= states.min() <= states.max() < len(self.values):
            raise GuerdonError(f"StateValues knows the states 0 to {len(self.values) - 1}, got {states.max()}")
        return Scores(torch.from_numpy(self.table[states]))
