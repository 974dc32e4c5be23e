"""Units that no model decides on: the steps that the data gives, and cuts by chance as a control."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import ClassVar

import numpy as np
from jaxtyping import Int
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.segmenters.base import Segmenter, closed
from guerdon.types import Example, Level

WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class GivenSteps(Segmenter):
    """The steps that the data gives."""

    level: ClassVar[Level] = "step"

    def __call__(self, examples: Sequence[Example]) -> list[Int[Tensor, "_units"]]:
        """Where the steps end.

        Raises:
            GuerdonError: an example has no steps, or they are not the response.
        """
        for number, example in enumerate(examples, 1):
            if "".join(example.steps) != example.response:
                raise GuerdonError(
                    f"example {number}: its {len(example.steps)} steps together are not its response: give it steps "
                    "that are, or use another segmenter"
                )
        return [closed(accumulate(map(len, example.steps)), example) for example in examples]


@dataclass(frozen=True)
class RandomCuts(Segmenter):
    """Cuts between words at random, as long on average as another segmenter's units: what a cut itself is worth."""

    words: float
    """The mean length of a unit, in words."""
    seed: int = 0

    def __call__(self, examples: Sequence[Example]) -> list[Int[Tensor, "_units"]]:
        return [closed(self.cuts(example), example) for example in examples]

    def cuts(self, example: Example) -> list[int]:
        """The same for a text whatever stands beside it."""
        spaces = [place for place, mark in enumerate(example.response) if mark.isspace()]
        drawn = np.random.default_rng([self.seed, int(example.identity[:15], 16)]).random(len(spaces))
        return [place for place, chance in zip(spaces, drawn, strict=True) if chance < 1 / self.words]


@dataclass(frozen=True)
class EqualCuts(Segmenter):
    """Cuts after every so many words: the plainest rule."""

    words: int
    """In each unit; the last may have fewer."""

    def __call__(self, examples: Sequence[Example]) -> list[Int[Tensor, "_units"]]:
        return [
            closed((match.end() for match in islice(WORD.finditer(e.response), self.words - 1, None, self.words)), e)
            for e in examples
        ]
