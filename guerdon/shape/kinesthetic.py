"""Rewards that count together: a signed geometric mean, and distances as rewards between 0 and 1."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from guerdon.papers import Paper
from guerdon.saving import Storable
from guerdon.shape.ensemble import Combination

LUCY = Paper(
    "moschopoulos2023lucy",
    "Lucy-SKG: Learning to Play Rocket League Efficiently Using Deep Reinforcement Learning",
    "Moschopoulos, Vasileios and Kyriakidis, Pantelis and Lazaridis, Aristotelis and Vlahavas, Ioannis", 2023,
    arxiv="2305.15801",
)  # fmt: skip


@dataclass(frozen=True)
class SignedGeometricMean(Combination):
    """r = s (prod_i |r_i|)^(1/n), s = 1 where no signed r_i is below 0, else -1: all must agree that it is good.

    >>> nearer = Joint({"align": align, "speed": speed, "near": near}, SignedGeometricMean(unsigned=(2,)))

    Two negatives make no plus. Members must lie in [-1, 1], unsigned ones in [0, 1]: bring them there before. Where one of
    them is 0 all is 0, and near 0 the slope is infinite; ``least`` bounds both, at the price of a small error there.

    Source: the kinesthetic reward combination of Moschopoulos et al. 2023 (arXiv 2305.15801).
    """

    unsigned: tuple[int, ...] = ()
    """The places of members that have no say in the sign."""
    least: float = 1e-6
    """What the size of a member counts as at least."""

    paper = LUCY

    def __call__(self, values: Float[Tensor, "members n"]) -> Float[Tensor, "n"]:
        """Raises ValueError where a member is beyond its range."""
        known = values.detach()
        free = [place for place in range(len(values)) if place not in self.unsigned]
        if (known.abs() > 1 + 1e-6).any() or (known[list(self.unsigned)] < 0).any():
            raise ValueError(
                f"the members lie in [{known.min():.3g}, {known.max():.3g}], expected [-1, 1], and [0, 1] where unsigned: "
                "rescale them first"
            )
        size = values.abs().clamp_min(self.least).log().mean(0).exp()
        return torch.where((known[free] < 0).any(0), -size, size)


@dataclass(frozen=True)
class DistanceShape(Storable):
    """f(d) = exp(-d / (2 scale dispersion))^(1 / density), from 1 at distance 0 down to 0.

    Source: Moschopoulos et al. 2023 (arXiv 2305.15801).
    """

    scale: float
    """A typical distance, in its own unit."""
    dispersion: float = 1.0
    """Above 1, far things count for more."""
    density: float = 1.0
    """Above 1, all is raised towards 1."""

    def __call__(self, distance: Shaped[np.ndarray, "*n"]) -> Float[np.ndarray, "*n"]:
        return np.exp(-0.5 * distance / (self.scale * self.dispersion * self.density))

    def signed(self, distance: Shaped[np.ndarray, "*n"]) -> Float[np.ndarray, "*n"]:
        """sign(x) |x|^(1 / density) with x = 2 f - 1 at density 1: 1 at distance 0, towards -1 far away."""
        centred = 2 * np.exp(-0.5 * distance / (self.scale * self.dispersion)) - 1
        return np.sign(centred) * np.abs(centred) ** (1 / self.density)
