"""Scores that were given before, such as those that a judge left in the data."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import torch

from guerdon.reward import Reward
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Recorded(Reward[Sequence[Example]]):
    """r = the number that is on record for the example; one that is on none has failed, and says so.

    >>> concise = Recorded.of(examples, lambda example: example.meta["conciseness"])
    """

    table: Mapping[str, float] = field(repr=False)
    """By the identity of examples."""

    @classmethod
    def of(cls, examples: Iterable[Example], value: Callable[[Example], float]) -> Self:
        """Args: examples: what has been scored, the last of equal ones counting; value: the score of each."""
        return cls({example.identity: float(value(example)) for example in examples})

    def score(self, batch: Sequence[Example]) -> Scores:
        values = [self.table.get(example.identity, float("nan")) for example in batch]
        unknown = tuple(
            None if example.identity in self.table else f"no score of {example.response[:40]!r} is on record"
            for example in batch
        )
        return Scores(torch.tensor(values), errors=unknown if any(unknown) else None)
