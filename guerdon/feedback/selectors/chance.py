"""Samples taken by lot, and the ends of a few that are."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from guerdon.feedback.selectors.base import Group, Selector


@dataclass(frozen=True)
class Random(Selector):
    """Any sample."""

    def __call__(self, group: Group, rng: np.random.Generator) -> int | None:
        return int(rng.integers(len(group)))


@dataclass(frozen=True)
class MinOf(Selector):
    """The lowest score of k samples drawn without replacement; of all where there are no more than k.

    The lowest of 5 normal scores lies at mu - 1.16 sigma on average, however many samples there are, so that the more
    are drawn for the other side the wider is the gap without a worse and worse end.

    Source: the rule of Xiao et al. 2025, "Finding the Sweet Spot" (arXiv 2502.16825), where k is 5.
    """

    k: int = 5

    def __post_init__(self) -> None:
        require_some(self.k)

    def __call__(self, group: Group, rng: np.random.Generator) -> int | None:
        some = drawn(self.k, group, rng)
        return int(some[group.scores[some].argmin()])


@dataclass(frozen=True)
class MaxOf(Selector):
    """The highest score of k samples drawn without replacement; of all where there are no more than k."""

    k: int = 5

    def __post_init__(self) -> None:
        require_some(self.k)

    def __call__(self, group: Group, rng: np.random.Generator) -> int | None:
        some = drawn(self.k, group, rng)
        return int(some[group.scores[some].argmax()])


def require_some(k: int) -> None:
    if k < 1:
        raise ValueError(f"k is {k}, expected at least 1 sample")


def drawn(k: int, group: Group, rng: np.random.Generator) -> Int[np.ndarray, "_"]:
    """The places of k samples in order, so that of equal scores the first counts."""
    return np.sort(rng.choice(len(group), min(k, len(group)), replace=False))
