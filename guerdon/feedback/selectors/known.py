"""Selectors among the samples that somebody else vouches for: a verifier who knows what is right, a second reward."""

from copy import deepcopy
from dataclasses import dataclass, field, replace

import numpy as np

from guerdon.feedback.selectors.base import Group, Selector
from guerdon.feedback.selectors.extremes import Max, Min

RIGHT = 0.5
"""Samples are right whose number is above this."""


@dataclass(frozen=True)
class Right(Selector):
    """Another selector among the samples that are right; ``Right()`` is the best right one."""

    of: Selector = field(default_factory=Max)
    part: str = "correct"
    """The number that is 1 where a sample is right and 0 where not."""

    def __call__(self, group: Group, rng: np.random.Generator) -> int | None:
        return among(self.of, group, group.part(self.part) > RIGHT, rng)

    @property
    def gold(self) -> str:
        return self.part


@dataclass(frozen=True)
class Wrong(Selector):
    """Another selector among the samples that are wrong; ``Wrong()`` is the worst, ``Wrong(Max())`` the most tempting."""

    of: Selector = field(default_factory=Min)
    part: str = "correct"
    """The number that is 1 where a sample is right and 0 where not."""

    def __call__(self, group: Group, rng: np.random.Generator) -> int | None:
        return among(self.of, group, group.part(self.part) <= RIGHT, rng)

    @property
    def gold(self) -> str:
        return self.part


@dataclass(frozen=True)
class Agreed(Selector):
    """The sample that a selector takes by the scores, where it takes the same one by a second reward; else none."""

    of: Selector
    part: str
    """The scores of the second reward."""

    def __call__(self, group: Group, rng: np.random.Generator) -> int | None:
        other = deepcopy(rng)  # so that both draw the same samples, where they draw
        place = self.of(group, rng)
        again = self.of(replace(group, scores=group.part(self.part)), other)
        return place if place == again else None


def among(selector: Selector, group: Group, kept: np.ndarray, rng: np.random.Generator) -> int | None:
    """What a selector takes of some samples, as a place in the whole group."""
    places = np.flatnonzero(kept)
    place = selector(group.only(kept), rng) if len(places) else None
    return None if place is None else int(places[place])
