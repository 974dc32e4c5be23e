"""Rewards blended by weights that are learned while the blend is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from guerdon.reward import Batch, Reward, StepReward
from guerdon.shape.bilevel import paper as bilevel
from guerdon.shape.ensemble import first_errors
from guerdon.types import Scores


@dataclass(eq=False)
class LearnedBlend(StepReward[Batch]):
    """r = phi_0 + sum_i phi_i r_i, differentiable in ``phi``.

    >>> blend = LearnedBlend({"primary": success, "auxiliary": hint})
    >>> blend.learn(blend.phi - 0.05 * implicit_grad(update, loss, theta, blend.phi, Neumann()))

    Only the direction of phi matters to a greedy policy, and its size is an inverse temperature: keep it bounded. Parts are
    the rewards as they count, each times its weight.

    Source: the behaviour-alignment reward of Gupta et al. 2023 (arXiv 2310.19007), with numbers for its functions.
    """

    rewards: Mapping[str, Reward[Batch]]
    """By the names of their parts."""
    start: tuple[float, ...] | None = None
    """The constant, then the weight of each reward; 0 and 1 when None."""

    paper = bilevel

    def __post_init__(self) -> None:
        if self.start is not None and len(self.start) != len(self.rewards) + 1:
            raise ValueError(
                f"a blend of {len(self.rewards)} rewards has a constant and as many weights, got {self.start}"
            )

    @cached_property
    def phi(self) -> Float[Tensor, "weights"]:
        """The constant and the weights."""
        start = (0.0, *(1.0 for _ in self.rewards)) if self.start is None else self.start
        return torch.tensor(start, dtype=torch.float64)

    @property
    def operands(self) -> tuple[Reward[Batch], ...]:
        return tuple(self.rewards.values())

    @property
    def version(self) -> int:
        return self.updates + sum(part.version for part in self.operands)

    def reset(self, mask: Bool[np.ndarray, "envs"]) -> None:
        for part in self.operands:
            part.reset(mask)

    def score(self, batch: Batch) -> Scores:
        return self.blended(batch, self.phi)

    def blended(self, batch: Batch, phi: Float[Tensor, "weights"]) -> Scores:
        """The scores under other weights."""
        scores = [reward.score(batch) for reward in self.rewards.values()]
        weighed = [weight * each.values.to(phi) for weight, each in zip(phi[1:], scores, strict=True)]
        return Scores(
            torch.stack(weighed).sum(0) + phi[0],
            parts=dict(zip(self.rewards, weighed, strict=True)),
            errors=first_errors(scores),
        )

    def learn(self, phi: Float[Tensor, "weights"] | Sequence[float]) -> None:
        """Goes on with other weights; labels made before are stale."""
        found = torch.as_tensor(phi, dtype=torch.float64).detach()
        self.start = tuple(found.tolist())
        self.__dict__.pop("phi", None)
        self.updated()
