"""A reward on another scale."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from guerdon.reward import Transform
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Affine(Transform[Sequence[Example]]):
    """r' = scale * (r - centre). Preferences temper with the scale: a fitted temperature T is ``Affine(1 / T)``.

    Parts, dense rewards and errors are kept; the spread scales.
    """

    scale: float = 1.0
    centre: float = 0.0

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Scores:
        std = None if scores.std is None else abs(self.scale) * scores.std
        return replace(scores, values=self.scale * (scores.values - self.centre), std=std)
