"""What a mixture of labels is worth, predicted from counts of its human labels: linear or quadratic, by ridge regression."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

PENALTIES = tuple(10.0**power for power in range(-4, 5))
"""For each row and standardised column."""


class Performance(ABC):
    """How well a reward does that was learned from a mixture, from the counts of its human labels by feature."""

    @abstractmethod
    def columns(self, counts: Float[np.ndarray, "mixes features"]) -> Float[np.ndarray, "mixes columns"]:
        """What the outcome is linear in."""


class LinearPerformance(Performance):
    """A number for each feature."""

    def columns(self, counts: Float[np.ndarray, "mixes features"]) -> Float[np.ndarray, "mixes columns"]:
        return counts


class QuadraticPerformance(Performance):
    """A number for each feature, and one for each product of two: human labels may be worth less the more there are."""

    def columns(self, counts: Float[np.ndarray, "mixes features"]) -> Float[np.ndarray, "mixes columns"]:
        one, other = np.triu_indices(counts.shape[1])
        return np.concatenate([counts, counts[:, one] * counts[:, other]], axis=1)


@dataclass(frozen=True, eq=False)
class Ridge:
    """y = offset + (x - centre) . weights, the weights of standardised columns penalised."""

    centre: Float[np.ndarray, "columns"]
    weights: Float[np.ndarray, "columns"]
    offset: float
    error: float = field(repr=False)
    """Mean squared, of each row by a fit to the others."""

    def __call__(self, x: Float[np.ndarray, "n columns"]) -> Float[np.ndarray, "n"]:
        return self.offset + (x - self.centre) @ self.weights

    @classmethod
    def fitted(cls, x: Float[np.ndarray, "n columns"], y: Float[np.ndarray, "n"]) -> "Ridge":
        """With the penalty whose error is least by leaving one row out, which the hat matrix gives without refits."""
        centre, scale = x.mean(0), np.where(x.std(0) > 1e-12, x.std(0), 1.0)
        left, singular, right = np.linalg.svd((x - centre) / scale, full_matrices=False)
        target, fits = left.T @ (y - y.mean()), []
        for penalty in PENALTIES:
            kept = singular**2 / (singular**2 + penalty * len(y))
            hat = (left**2) @ kept + 1 / len(y)
            rest = y - y.mean() - left @ (kept * target)
            slopes = right.T @ (kept / np.maximum(singular, 1e-12) * target) / scale
            error = float(np.mean((rest / np.maximum(1 - hat, 1e-6)) ** 2))
            fits.append(cls(centre, slopes, float(y.mean()), error))
        return min(fits, key=lambda fit: fit.error)
