"""A world of several attributes: people rate each of them, and what is wanted is a weighting of all."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.records import Ratings
from guerdon.testbeds.vectors import VectorWorld, written
from guerdon.types import Example, Rating

NAMES = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
ALIKE = ((1.0, 0, 0, 0, 0), (0.9, 0.44, 0, 0, 0), (0.5, 0, 0.87, 0, 0), (0.2, 0, 0, 0.98, 0), (0.1, 0, 0, 0.5, 0.86))
"""What each attribute is mixed from: what is helpful, what is its own, and what is of those before it; rows of length 1."""
LOWEST, HIGHEST = 0, 4


@dataclass(frozen=True)
class Rated(VectorWorld):
    """Responses with five attributes, linear in their numbers and of standard deviation 1, and gold a weighting of them.

        gold = sum_a weight_a attribute_a / its standard deviation
        rating_a = round(clip(2 + attribute_a + noise e, 0, 4)), or any of 0 to 4 from somebody who did not look

    The others correlate with helpfulness by 0.9, 0.5, 0.2 and 0.1 in their order, about what is reported of the public
    ratings, and complexity with verbosity by 0.5, which is ours. Whoever does not look at a response rates all of its
    attributes at random.

    Source: the attributes, the scale, the number of annotators and the weights of Wang et al. 2024, "HelpSteer2"
    (arXiv 2406.08673); the rest is ours.
    """

    width: int = 32
    weights: tuple[float, ...] = (0.65, 0.8, 0.45, 0.55, -0.4)
    """What gold makes of each of ``NAMES``, in their order."""
    raters: int = 5
    """How many people rate each response."""
    noise: float = 0.7
    """Standard deviation of a rating, in those of its attribute."""
    careless: float = 0.1
    """The share of the ratings that are made without looking."""

    def __post_init__(self) -> None:
        if len(self.weights) != len(NAMES):
            raise ValueError(f"{len(self.weights)} weights, expected one for each of {', '.join(NAMES)}")
        if self.width < len(NAMES):
            raise ValueError(f"width={self.width}, expected at least {len(NAMES)}: attributes are directions")

    def wanting(self, *weights: float) -> Self:
        """The same responses and ratings under another gold."""
        return replace(self, weights=weights)

    @property
    def directions(self) -> Float[np.ndarray, "width attributes"]:
        """The unit vector that each attribute is read along."""
        own, _ = np.linalg.qr(np.random.default_rng([self.seed, 3]).normal(size=(self.width, len(NAMES))))
        mixed = own @ np.array(ALIKE).T
        return mixed / np.linalg.norm(mixed, axis=0)

    def attributes(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n attributes"]:
        """How much responses have of each of ``NAMES``."""
        return vectors @ torch.from_numpy(self.directions).to(vectors)

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        direction = self.directions @ np.array(self.weights)
        return vectors @ torch.from_numpy(direction / np.linalg.norm(direction)).to(vectors)

    def ratings(self, n: int) -> Ratings:
        """What every rater says of ``n`` responses, two to a prompt; the rows of a response stand together."""
        drawn = self.vectors(n, purpose=3)
        rng = np.random.default_rng([self.seed, 4])
        worth = self.attributes(torch.from_numpy(drawn)).numpy()[:, None, :]
        shape = (n, self.raters, len(NAMES))
        looked = np.clip(2 + worth + self.noise * rng.standard_normal(shape), LOWEST, HIGHEST).round()
        guessed = rng.integers(LOWEST, HIGHEST + 1, size=shape)
        said = np.where(rng.random((n, self.raters, 1)) < self.careless, guessed, looked)
        return Ratings.of(
            Rating(
                Example(f"rated task {row // 2}", written(vector)),
                dict(zip(NAMES, values.tolist(), strict=True)),
                annotator=f"rater {rater}",
            )
            for row, vector in enumerate(drawn)
            for rater, values in enumerate(said[row])
        )
