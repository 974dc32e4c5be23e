"""What an encoder is: examples in, vectors out."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jaxtyping import Bool, Float
from torch import Tensor, nn

from guerdon.learn.encoders.tokens import Cut
from guerdon.saving import Storable
from guerdon.types import Example


@dataclass(frozen=True)
class Encoded:
    """What a head reads.

    ``pooled`` holds one vector for each example, in named blocks of columns; ``tokens`` and ``mask`` the states of
    each token, where the encoder has them.
    """

    pooled: Float[Tensor, "n width"]
    blocks: Mapping[str, int]
    """Block name to number of columns, in order."""
    tokens: Float[Tensor, "n t d"] | None = None
    mask: Bool[Tensor, "n t"] | None = None
    standardised: bool = False
    """Whether the columns of ``pooled`` are centred and scaled already, so that a head has not to."""


class Encoder(nn.Module, Storable, ABC):
    """Turns examples into vectors.

    ``prepare`` makes what ``forward`` takes, one item for each example, and is called once for each example of a fit;
    ``cost`` says how long an item is, so that items of like length share a batch. To add an encoder, subclass in a
    file of this folder; heads and objectives do not know what it reads.
    """

    frozen: bool = False
    """Whether nothing here learns, so that each example is encoded once."""
    blocks: Mapping[str, int]
    """Block name to number of columns, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.final: nn.Linear | None = None
        """A linear layer that the encoder's own model ends in, for a scalar head to take over."""

    @property
    def width(self) -> int:
        """The number of columns of ``pooled``."""
        return sum(self.blocks.values())

    @property
    def name(self) -> str:
        """What reports call it."""
        return type(self).__name__

    @property
    def cut(self) -> Cut:
        """What truncation has removed so far; nothing for an encoder that reads all."""
        return Cut()

    def prepare(self, examples: Sequence[Example]) -> Sequence[Any]:
        """The items that ``forward`` takes, one for each example."""
        return examples

    def cost(self, item: Any) -> int:
        """The length of an item, in tokens where it has any."""
        return 1

    @abstractmethod
    def forward(self, items: Sequence[Any]) -> Encoded:
        """Encodes a batch of items."""

    @abstractmethod
    def pack(self, folder: Path) -> Mapping[str, Any]:
        """Writes what is needed besides the returned JSON values to a folder; ``unpack`` gets both."""

    @classmethod
    @abstractmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Encoder":
        """The encoder that was saved."""
