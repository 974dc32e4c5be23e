"""Rewards held within bounds."""

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor

from guerdon.shape.pointwise import Pointwise


@dataclass(frozen=True)
class Clip(Pointwise):
    """r' = min(max(r, low), high). Beyond a bound nothing is told apart and no gradient flows.

    ``Units(Affine(centre=eta)) >> Units(Clip(high=0.0))`` makes of the scores of steps what is missing to eta: sound
    steps get nothing, so that more of them pay nothing.

    Source: the clipped step reward min(q - eta, 0) of Gao et al. 2024 (arXiv 2410.15115).
    """

    low: float | None = None
    """No bound when None."""
    high: float | None = None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError("Clip needs a bound: low, high or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"Clip(low={self.low}, high={self.high}): low is above high")

    def mapped(self, values: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
        return values.clamp(self.low, self.high)
