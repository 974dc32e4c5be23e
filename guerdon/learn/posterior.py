"""What is believed about a linear reward: particles over its weights, and the reward that they make."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.types import Scores


@dataclass(frozen=True)
class LinearPosterior(Reward[Tensor]):
    """r(x) = w . x with w uncertain: the mean and the standard deviation over equally likely particles.

    A batch is a tensor of features, one row each. ``observe`` gives the belief after something was seen:

        p(w | seen) ~ p(seen | w) p(w), by importance weights, resampling and a little noise,

    the noise as wide as ``jitter`` standard deviations of the reweighted particles, so that a belief that has
    collapsed on a few particles can still move. Weights stay between ``low`` and ``high``.
    """

    particles: Float[Tensor, "particles features"]
    low: float = -1.0
    high: float = 1.0
    jitter: float = 0.1

    @classmethod
    def uniform(
        cls, particles: int, features: int, generator: torch.Generator, low: float = -1.0, high: float = 1.0
    ) -> "LinearPosterior":
        """The belief before anything is seen: all weights between the bounds alike."""
        drawn = torch.rand(particles, features, generator=generator)
        return cls(low + (high - low) * drawn, low, high)

    @property
    def mean(self) -> Float[Tensor, "features"]:
        """The expected weights."""
        return self.particles.mean(0)

    def score(self, batch: Float[Tensor, "n features"]) -> Scores:
        """Mean and standard deviation of each row's reward.

        Raises:
            GuerdonError: the rows have other features than the weights.
        """
        if batch.ndim != 2 or batch.shape[1] != self.particles.shape[1]:
            raise GuerdonError(
                f"the weights are of {self.particles.shape[1]} features, got rows of shape {tuple(batch.shape)}"
            )
        rewards = batch @ self.particles.T
        return Scores(rewards.mean(1), std=rewards.std(1, correction=0))

    def observe(self, likelihood: Float[Tensor, "particles"], generator: torch.Generator) -> "LinearPosterior":
        """The belief after something that has this probability, up to a factor, under each particle.

        Raises:
            GuerdonError: it is impossible under every particle, or some likelihoods are no finite numbers from 0 on.
        """
        if not bool((likelihood.isfinite() & (likelihood >= 0)).all()) or not float(likelihood.sum()):
            raise GuerdonError("likelihoods must be finite and at least 0, and one of them more: check the speaker")
        chances = likelihood / likelihood.sum()
        centre = chances @ self.particles
        spread = (chances @ (self.particles - centre).square()).sqrt()
        # spaced evenly over the cumulated chances: less noise than independent draws
        ticks = (torch.arange(len(chances)) + torch.rand(1, generator=generator)) / len(chances)
        rows = torch.searchsorted(chances.cumsum(0), ticks.to(chances)).clamp_max(len(chances) - 1)
        noise = self.jitter * spread * torch.randn(self.particles.shape, generator=generator)
        moved = (self.particles[rows] + noise).clamp(self.low, self.high)
        return LinearPosterior(moved, self.low, self.high, self.jitter)
