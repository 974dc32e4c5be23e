"""A world of vectors in which some responses are broken: cut off, empty, in another language."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.testbeds.vectors import VectorWorld


@dataclass(frozen=True)
class Broken(VectorWorld):
    """gold = w . x - harm * broken, with a random w of length 1 over all numbers but the last, which says what is broken.

    What is broken is the worst of many responses, so that the lowest of n samples says the less of w the larger n is.
    """

    share: float = 0.02
    """Of the responses that are broken."""
    harm: float = 4.0
    """What it costs, in standard deviations of the others."""

    def vectors(self, n: int, purpose: int) -> Float[np.ndarray, "n width"]:
        drawn = super().vectors(n, purpose)
        drawn[:, -1] = np.random.default_rng([self.seed, purpose, 9]).random(n) < self.share
        return drawn

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        direction = np.random.default_rng([self.seed, 6]).normal(size=self.width - 1)
        weights = np.append(direction / np.linalg.norm(direction), -self.harm)
        return vectors @ torch.from_numpy(weights).to(vectors)
