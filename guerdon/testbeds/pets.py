"""Users who agree on the best and the worst, and on nothing between."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from guerdon.testbeds.population import Population
from guerdon.testbeds.vectors import numbers
from guerdon.types import Example

ANIMALS = ("dog", "cat", "rabbit", "snake")
"""Of which a response's first numbers tell. Everybody likes the first best and the last least."""
CENTRES = ((1.0, 0.5, -0.5, -1.0), (1.0, -0.5, 0.5, -1.0))
"""What each kind of user makes of each of them."""


@dataclass(frozen=True)
class Pets(Population):
    """Responses that tell of one of four animals; half of the users like cats better than rabbits, half the reverse.

    The first four numbers of a response are 1 for its animal and 0 for the others, with ``noise``; the rest mean
    nothing. r_u(x) = taste_u . x, with the tastes of ``CENTRES`` and a little of each user's own. On a pair of cat and
    rabbit, one reward for all is right about half of the time, whatever it says.

    Source: the animals of Poddar et al. 2024 (arXiv 2408.10075), who write sentences about them.
    """

    groups: int = 2
    quality: float = 6.0
    flips: float = 0.1
    noise: float = 0.2
    """Standard deviation of the numbers that name the animal."""
    contested: float = 1 / 3
    """The share of the comparisons that are of the two animals that users disagree on."""

    def __post_init__(self) -> None:
        if self.width < len(ANIMALS) or self.groups != len(CENTRES):
            raise ValueError(
                f"width={self.width}, groups={self.groups}: expected at least {len(ANIMALS)}, and {len(CENTRES)}"
            )

    def taste(self, user: int) -> Float[np.ndarray, "width"]:
        own = np.random.default_rng([self.seed, 5, user]).normal(size=len(ANIMALS))
        return np.pad(CENTRES[user % self.groups] + self.spread * own, (0, self.width - len(ANIMALS)))

    def worth(self, vectors: Float[Tensor, "n width"], tastes: Float[Tensor, "#n width"]) -> Float[Tensor, "n"]:
        return (vectors * tastes).sum(1)

    def vectors(self, n: int, purpose: int) -> Float[np.ndarray, "n width"]:
        """Responses; each two that follow one another tell of different animals."""
        rng = np.random.default_rng([self.seed, purpose, 7])
        pairs = -(-n // 2)
        free = [(a, b) for a in range(len(ANIMALS)) for b in range(len(ANIMALS)) if a != b and {a, b} != {1, 2}]
        either = np.array(free)[rng.integers(len(free), size=pairs)]
        middle = np.array([(1, 2), (2, 1)])[rng.integers(2, size=pairs)]
        animals = np.where(rng.random((pairs, 1)) < self.contested, middle, either).reshape(-1)[:n]
        told = np.eye(len(ANIMALS))[animals] + self.noise * rng.normal(size=(n, len(ANIMALS)))
        return np.hstack([told, super().vectors(n, purpose)[:, len(ANIMALS) :]])

    def disputed(self, first: Sequence[Example], second: Sequence[Example]) -> Bool[np.ndarray, "n"]:
        """Whether a pair is of the two animals that users disagree on."""
        told = [numbers(side)[:, : len(ANIMALS)].argmax(1) for side in (first, second)]
        return torch.isin(torch.stack(told), torch.tensor([1, 2])).all(0).numpy() & (told[0] != told[1]).numpy()
