"""One number of what several parts of a reward say."""

from dataclasses import dataclass, field, replace
from typing import Any

import torch

from guerdon.reward import Transform
from guerdon.shape.ensemble import Combination, LowerBound
from guerdon.types import Scores


@dataclass(frozen=True)
class Combine(Transform[Any]):
    """r = how(part_1, ..., part_m): doubt of an ensemble that scores all of its members in one pass.

    >>> careful = model >> Combine(LowerBound(k=2))

    Parts, the standard deviation over those that were combined, and errors are kept.
    """

    how: Combination = field(default_factory=LowerBound)
    parts: tuple[str, ...] | None = None
    """Which parts; all when None."""

    def __call__(self, scores: Scores, batch: Any) -> Scores:
        """Raises ValueError where the scores have fewer than two of the parts."""
        names = tuple(scores.parts) if self.parts is None else self.parts
        missing = [name for name in names if name not in scores.parts]
        if missing or len(names) < 2:
            raise ValueError(
                f"Combine needs at least two parts{f' and lacks {missing}' if missing else ''}; "
                f"the reward has {', '.join(scores.parts) or 'none'}"
            )
        values = torch.stack([scores.parts[name] for name in names])
        return replace(scores, values=self.how(values), std=values.std(0))
