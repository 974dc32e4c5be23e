"""A world of vectors whose labels are of other responses than the policy writes."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.testbeds.vectors import VectorWorld, written
from guerdon.types import Example


@dataclass(frozen=True)
class Elsewhere(VectorWorld):
    """gold = sqrt(3 / units) sum_k a_k tanh(w_k . x), all random; comparisons are of standard normal x, candidates of N(m, I).

    m has a random direction and the length ``shift``. There other units are saturated than where the labels are, so that a
    reward which learned from the labels knows less of the candidates.
    """

    shift: float = 2.0
    """How far the policy's responses are from those with labels, in standard deviations."""
    units: int = 8

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        rng = np.random.default_rng([self.seed, 6])
        inner = torch.from_numpy(rng.normal(size=(self.width, self.units)) * 2 / self.width**0.5).to(vectors)
        outer = torch.from_numpy(rng.normal(size=self.units) * (3 / self.units) ** 0.5).to(vectors)
        return torch.tanh(vectors @ inner) @ outer

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        direction = np.random.default_rng([self.seed, 8]).normal(size=self.width)
        centre = self.shift * direction / np.linalg.norm(direction)
        drawn = self.vectors(prompts * n, purpose=1).reshape(prompts, n, self.width) + centre
        return [tuple(Example(f"open task {row}", written(one)) for one in some) for row, some in enumerate(drawn)]
