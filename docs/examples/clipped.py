"""A reward that nobody can push beyond a limit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from guerdon.reward import Transform
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Clipped(Transform[Sequence[Example]]):
    """r' = min(max(r, low), high). Parts and errors are kept; nan stays nan."""

    low: float = -5.0
    high: float = 5.0

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Scores:
        return replace(scores, values=scores.values.clamp(self.low, self.high))
