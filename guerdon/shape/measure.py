"""A rule as a reward: one attribute that anyone can see."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.surface import ATTRIBUTES
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Measure(Reward[Sequence[Example]]):
    """r = the named attribute of the response: the baseline that every learned reward must beat.

    ``Measure("log_words")`` prefers the longer response.
    """

    attribute: str
    """A name in ``guerdon.surface.ATTRIBUTES``."""

    def __post_init__(self) -> None:
        if self.attribute not in ATTRIBUTES:
            raise GuerdonError(f"there is no rule {self.attribute!r}; known: {', '.join(ATTRIBUTES)}")

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([ATTRIBUTES[self.attribute](example.response) for example in batch]))
