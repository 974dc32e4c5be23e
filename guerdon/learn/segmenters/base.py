"""What a segmenter is: examples in, the ends of their units out."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar

import torch
from jaxtyping import Int
from torch import Tensor

from guerdon.saving import Storable
from guerdon.types import Example, Level


class Segmenter(Storable, ABC):
    """Cuts responses into units. To add one, subclass in a file of this folder."""

    level: ClassVar[Level] = "segment"
    """What its units are called in ``Scores``."""

    @abstractmethod
    def __call__(self, examples: Sequence[Example]) -> list[Int[Tensor, "_units"]]:
        """Where the units of each response end: character offsets that rise, the last the response's length.

        A response without a unit, such as an empty one, has none.
        """


def closed(ends: Iterable[int], example: Example) -> Int[Tensor, "_units"]:
    """Ends in order and without repetition, the response's own end among them."""
    length = len(example.response)
    inside = {end for end in ends if 0 < end < length}
    return torch.tensor(sorted(inside | ({length} if length else set())), dtype=torch.long)
