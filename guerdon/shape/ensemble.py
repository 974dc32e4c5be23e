"""Several rewards as one, so that where they disagree can count against a response."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.saving import Storable
from guerdon.types import Example, Scores


class Combination(Storable, ABC):
    """How the values of an ensemble's members become one. To add one, subclass."""

    @abstractmethod
    def __call__(self, values: Float[Tensor, "members n"]) -> Float[Tensor, "n"]:
        """One value for each response."""


@dataclass(frozen=True)
class Mean(Combination):
    """The mean of the members: less noise, no caution."""

    def __call__(self, values: Float[Tensor, "members n"]) -> Float[Tensor, "n"]:
        return values.mean(0)


@dataclass(frozen=True)
class Worst(Combination):
    """The lowest member's value: a response is as good as its harshest judge says."""

    def __call__(self, values: Float[Tensor, "members n"]) -> Float[Tensor, "n"]:
        return values.amin(0)


@dataclass(frozen=True)
class LowerBound(Combination):
    """mean - k std over the members: doubt costs k times its size."""

    k: float = 1.0

    def __call__(self, values: Float[Tensor, "members n"]) -> Float[Tensor, "n"]:
        return values.mean(0) - self.k * values.std(0)


@dataclass(frozen=True)
class Ensemble(Reward[Sequence[Example]]):
    """r = how(r_1, ..., r_m), the members' standard deviation kept as ``std``.

    Members must be on one scale and differ where the data does not decide, as heads do that were trained from other
    seeds on resampled prompts. Named parts that all members have are combined alike; a response that one member fails
    on has failed.

    Source: Coste et al. 2023, "Reward Model Ensembles Help Mitigate Overoptimization" (arXiv 2310.02743), which
    subtracts the variance where ``LowerBound`` subtracts the standard deviation, so that k has no unit.
    """

    members: tuple[Reward[Sequence[Example]], ...]
    """At least two."""
    how: Combination = field(default_factory=Mean)

    paper = Paper(
        "coste2023reward", "Reward Model Ensembles Help Mitigate Overoptimization",
        "Coste, Thomas and others", 2023, arxiv="2310.02743",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if len(self.members) < 2:
            raise ValueError(f"an ensemble needs at least 2 members, got {len(self.members)}")

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return self.members

    def score(self, batch: Sequence[Example]) -> Scores:
        scores = [member.score(batch) for member in self.members]
        values = torch.stack([each.values for each in scores])
        shared = set.intersection(*(set(each.parts) for each in scores))
        parts = {
            name: self.how(torch.stack([s.parts[name] for s in scores])) for name in scores[0].parts if name in shared
        }
        return Scores(self.how(values), std=values.std(0), parts=parts, errors=first_errors(scores))


def first_errors(scores: Sequence[Scores]) -> tuple[str | None, ...] | None:
    """For each response, the reason of the first member that has one."""
    columns = [each.errors or (None,) * len(each) for each in scores]
    found = tuple(next((why for why in row if why), None) for row in zip(*columns, strict=True))
    return found if any(found) else None
