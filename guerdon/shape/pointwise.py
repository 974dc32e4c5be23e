"""Transforms that change each reward by itself, and the same for the units of a response."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.reward import Transform
from guerdon.types import Scores


class Pointwise(Transform[Any]):
    """r' = f(r), whatever the batch is. To add one, subclass and write ``mapped``; it must let gradients through.

    Parts, dense rewards, vectors and errors are kept; what is ``nan`` must stay so. The spread becomes |f'(r)| std,
    what it is to first order.
    """

    @abstractmethod
    def mapped(self, values: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
        """f of each value."""

    def __call__(self, scores: Scores, batch: Any) -> Scores:
        std = None if scores.std is None else self.slope(scores.values).abs() * scores.std
        return replace(scores, values=self.mapped(scores.values), std=std)

    def slope(self, values: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
        """f' at each value, without gradients of its own."""
        with torch.enable_grad():
            free = values.detach().clone().requires_grad_()
            return torch.autograd.grad(self.mapped(free).sum(), free)[0]


@dataclass(frozen=True)
class Units(Transform[Any]):
    """The same for the reward of each unit: r'_k = f(r_k). The scores of whole responses stay as they are.

    >>> reward = steps >> Units(Affine(centre=0.8)) >> Units(Clip(high=0.0)) >> Total()
    """

    change: Pointwise

    def __call__(self, scores: Scores, batch: Any) -> Scores:
        """Raises GuerdonError where the scores have no dense rewards."""
        if scores.dense is None:
            raise GuerdonError(f"Units changes the rewards of units by {self.change}, and these scores have none")
        return replace(scores, dense=replace(scores.dense, values=tuple(map(self.change.mapped, scores.dense.values))))


@dataclass(frozen=True)
class Total(Transform[Any]):
    """r = the units of a response as one number; a response without units has no score, and says so."""

    how: str = "sum"
    """One of ``guerdon.types.REDUCTIONS``."""

    def __call__(self, scores: Scores, batch: Any) -> Scores:
        """Raises GuerdonError where the scores have no dense rewards."""
        if scores.dense is None:
            raise GuerdonError("Total adds up the rewards of units, and these scores have none")
        return replace(scores.to("response", self.how), std=None)
