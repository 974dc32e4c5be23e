"""A world of vectors whose truth is linear."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.testbeds.vectors import VectorWorld


@dataclass(frozen=True)
class Linear(VectorWorld):
    """gold = w . x with a random w of length 1, so that gold has a standard deviation of 1."""

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        direction = np.random.default_rng([self.seed, 6]).normal(size=self.width)
        return vectors @ torch.from_numpy(direction / np.linalg.norm(direction)).to(vectors)
