"""The ends of the scores."""

from dataclasses import dataclass

import numpy as np

from guerdon.feedback.selectors.base import Group, Selector


@dataclass(frozen=True)
class Max(Selector):
    """The sample with the highest score; of equals the first."""

    def __call__(self, group: Group, rng: np.random.Generator) -> int | None:
        return int(group.scores.argmax())


@dataclass(frozen=True)
class Min(Selector):
    """The sample with the lowest score; of equals the first."""

    def __call__(self, group: Group, rng: np.random.Generator) -> int | None:
        return int(group.scores.argmin())
