"""What an objective is: a model and a batch in, a loss with named terms out."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import torch
from jaxtyping import Float
from torch import Tensor

if TYPE_CHECKING:
    from guerdon.learn.batch import Batch
    from guerdon.learn.model import Forward, RewardModel
    from guerdon.records import Records

B = TypeVar("B", bound="Batch", contravariant=True)


@dataclass(frozen=True)
class Loss:
    """A loss to minimise, and the terms that it is the sum of."""

    total: Float[Tensor, ""]
    parts: Mapping[str, Float[Tensor, ""]]


class Objective(ABC, Generic[B]):
    """What a fit minimises. Sums and scalings are objectives: ``BradleyTerry() + 0.01 * Centre()``.

    Terms that read the scores of the same responses share one pass of the model. To add a term, subclass in a file
    of the folder ``objectives``.
    """

    @abstractmethod
    def __call__(self, model: "Forward", batch: B) -> Loss:
        """The mean loss of a batch."""

    def check(self, model: "RewardModel", records: "Records") -> None:
        """Raises a GuerdonError before training where the data or the model do not fit this term."""

    def __add__(self, other: "Objective[Any]") -> "Objective[Any]":
        return Total((self, other))

    def __mul__(self, factor: float) -> "Objective[Any]":
        return Weighted(self, factor)

    __rmul__ = __mul__


@dataclass(frozen=True)
class Total(Objective[Any]):
    """The sum of objectives; parts of the same name add."""

    terms: tuple[Objective[Any], ...]

    def __call__(self, model: "Forward", batch: "Batch") -> Loss:
        losses = [term(model, batch) for term in self.terms]
        parts: dict[str, Float[Tensor, ""]] = {}
        for name, part in (entry for loss in losses for entry in loss.parts.items()):
            parts[name] = parts[name] + part if name in parts else part
        return Loss(torch.stack([loss.total for loss in losses]).sum(), parts)

    def check(self, model: "RewardModel", records: "Records") -> None:
        for term in self.terms:
            term.check(model, records)


@dataclass(frozen=True)
class Weighted(Objective[Any]):
    """An objective times a factor; its parts scale with it."""

    objective: Objective[Any]
    factor: float

    def __call__(self, model: "Forward", batch: "Batch") -> Loss:
        loss = self.objective(model, batch)
        return Loss(self.factor * loss.total, {name: self.factor * part for name, part in loss.parts.items()})

    def check(self, model: "RewardModel", records: "Records") -> None:
        self.objective.check(model, records)
