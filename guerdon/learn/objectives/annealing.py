"""A weight that rises while training goes on."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Annealing:
    """factor(t) = floor + (1 - floor) (1 - cos(pi c)) / 2, with c the share of the current cycle that is behind.

    A term that would drive a model to say nothing at first, such as a divergence from a prior, gets its whole weight
    only once the model has found what there is to say.

    Source: Fu et al. 2019, "Cyclical Annealing Schedule" (arXiv 1903.10145), with the cosine of Poddar et al. 2024.
    """

    cycles: int = 1
    """How often it rises in the course of a training."""
    floor: float = 0.1
    """Where each rise begins; 1 for no annealing."""

    def __post_init__(self) -> None:
        if self.cycles < 1 or not 0 <= self.floor <= 1:
            raise ValueError(f"cycles={self.cycles}, floor={self.floor}: expected at least 1, and a number from 0 to 1")

    def factor(self, done: float) -> float:
        """The weight when this share of the training, from 0 to 1, is behind; 1 at its end."""
        cycle = 1.0 if done >= 1 else self.cycles * done % 1
        return self.floor + (1 - self.floor) * (1 - math.cos(math.pi * cycle)) / 2
