"""An ensemble that pays for the square of its disagreement."""

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor

from guerdon.shape.ensemble import Combination


@dataclass(frozen=True)
class LessVariance(Combination):
    """mean - weight * variance over the members, the variance their mean squared deviation.

    Its weight is in units of one over the reward, unlike that of ``LowerBound``: use it where members are probabilities.

    Source: the uncertainty-regularised reward of Kim et al. 2024 (arXiv 2404.01863); before it Coste et al. 2023 (arXiv
    2310.02743).
    """

    weight: float = 1.0

    def __call__(self, values: Float[Tensor, "members n"]) -> Float[Tensor, "n"]:
        return values.mean(0) - self.weight * values.var(0, correction=0)
