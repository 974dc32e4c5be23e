"""What a sample of rewards comes to: the level that others are measured against."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.special import ndtri

from guerdon.saving import Storable


class Statistic(Storable, ABC):
    """One number of the rewards of some responses to one prompt. To add one, subclass."""

    @abstractmethod
    def __call__(self, rewards: Float[np.ndarray, "k"]) -> float:
        """Of at least one reward; nan where there are too few."""


@dataclass(frozen=True)
class SampleMean(Statistic):
    """The mean."""

    def __call__(self, rewards: Float[np.ndarray, "k"]) -> float:
        return float(rewards.mean())


@dataclass(frozen=True)
class Deviation(Statistic):
    """The standard deviation, from at least two rewards: the root of the sum of squares over k - 1."""

    def __call__(self, rewards: Float[np.ndarray, "k"]) -> float:
        return float(rewards.std(ddof=1)) if len(rewards) > 1 else float("nan")


@dataclass(frozen=True)
class Quantile(Statistic):
    """The reward that the share q of the sample falls below, between neighbours by a straight line."""

    q: float = 0.85

    def __post_init__(self) -> None:
        if not 0 <= self.q <= 1:
            raise ValueError(f"Quantile(q={self.q}): expected a share from 0 to 1")

    def __call__(self, rewards: Float[np.ndarray, "k"]) -> float:
        return float(np.quantile(rewards, self.q))


@dataclass(frozen=True)
class NormalQuantile(Statistic):
    """mean + z_q std, as if the rewards were normal: steadier than ``Quantile`` where samples are few."""

    q: float = 0.85

    def __post_init__(self) -> None:
        if not 0 < self.q < 1:
            raise ValueError(f"NormalQuantile(q={self.q}): expected a share between 0 and 1")

    def __call__(self, rewards: Float[np.ndarray, "k"]) -> float:
        return SampleMean()(rewards) + float(ndtri(self.q)) * Deviation()(rewards)
