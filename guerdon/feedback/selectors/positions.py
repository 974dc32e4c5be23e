"""Positions inside the distribution of the scores."""

from dataclasses import dataclass

import numpy as np

from guerdon.feedback.selectors.base import Group, Selector


@dataclass(frozen=True)
class Sigma(Selector):
    """The sample whose score is nearest to mu + k sigma, the mean and standard deviation over the samples.

    Beyond the samples' range this is their maximum or minimum, as it is for |k| of 3 with a few hundred normal scores.
    Where scores are skewed or few values, ``Quantile`` says better what is meant.

    Source: Xiao et al. 2025, "Finding the Sweet Spot" (arXiv 2502.16825).
    """

    k: float

    def __call__(self, group: Group, rng: np.random.Generator) -> int | None:
        return int(np.abs(group.scores - group.scores.mean() - self.k * group.scores.std()).argmin())


@dataclass(frozen=True)
class Quantile(Selector):
    """The sample whose score is nearest to a quantile of the scores; q = 0.023 is mu - 2 sigma of a normal one."""

    q: float
    """From 0, the lowest score, to 1, the highest."""

    def __post_init__(self) -> None:
        if not 0 <= self.q <= 1:
            raise ValueError(f"q is {self.q}, expected a share from 0 to 1")

    def __call__(self, group: Group, rng: np.random.Generator) -> int | None:
        return int(np.abs(group.scores - np.quantile(group.scores, self.q)).argmin())
