"""A router that believes what a prompt says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from guerdon.reward import Reward
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Declared(Reward[Sequence[Example]]):
    """Chooses by an entry of the context: log 1 for the declared kind, log 0 for the others, for ``Routed``.

    >>> Routed(Declared("kind", ("open", "constrained")), {"open": long, "constrained": right}, slot="kind")

    A prompt that declares nothing, or another kind, has no route and so no score; the reason says what it declares.
    """

    name: str
    """Of the entry, and of the slot that ``Routed`` reads."""
    kinds: tuple[str, ...]

    def score(self, batch: Sequence[Example]) -> Scores:
        said = [example.context.get(self.name) for example in batch]
        chances = torch.tensor([[float(one == kind) for kind in self.kinds] for one in said])
        chances = chances.reshape(len(batch), len(self.kinds))
        reasons = tuple(
            None
            if one in self.kinds
            else f"its context declares {self.name}={one!r}, expected {' or '.join(self.kinds)}"
            for one in said
        )
        known = chances.sum(1)
        return Scores(
            torch.where(known > 0, 0.0, torch.nan),
            errors=reasons if any(reasons) else None,
            vectors={self.name: chances.log()},
        )
