"""A reward of yes or no."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from guerdon.shape.pointwise import Pointwise
from guerdon.statistics import precision_threshold


@dataclass(frozen=True)
class Threshold(Pointwise):
    """r' = 1 where r > beta, else 0; what is nan stays so, and no gradient flows.

    What learns from it finds the rows that are wrongly above: choose beta for precision. Paid at every step it rewards
    staying; where it is to be paid once, the episode must end.

    Source: Baumli et al. 2023, "Vision-Language Models as a Source of Rewards" (arXiv 2312.09187).
    """

    beta: float

    @classmethod
    def at_precision(cls, scores: Float[np.ndarray, "n"], truth: Bool[np.ndarray, "n"], precision: float) -> Self:
        """The threshold that finds most, of those at which at least this share of what is found is true.

        It is put half-way to the next score below, so that rounding changes nothing.

        Raises:
            ValueError: no threshold is as precise on these rows.
        """
        least = precision_threshold(scores, truth, precision)
        below = scores[scores < least]
        return cls(float((least + below.max()) / 2 if len(below) else least - 1.0))

    def mapped(self, values: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
        return torch.where(values.isnan(), values, (values > self.beta).to(values))
