"""What encoders that read the tokens of a transformer have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

from guerdon.learn.encoders.base import Encoder
from guerdon.transformer import Cut, Tokens, shared
from guerdon.types import Example


@dataclass(frozen=True)
class Tokenised:
    """One example as a model reads it, without padding."""

    ids: Int[Tensor, "t"]
    example: Example


class TokenEncoder(Encoder):
    """An encoder whose items are token ids. Where the model can be packed, responses to one prompt pass together."""

    source: str
    """The name that the model was loaded by."""
    tokens: Tokens
    packs: bool
    """Whether the model can be packed."""

    @property
    def name(self) -> str:
        return self.source

    @property
    def cut(self) -> Cut:
        """What truncation has removed so far."""
        return self.tokens.cut

    @property
    def device(self) -> torch.device:
        return next(self.parameters()).device

    def cost(self, item: Tokenised) -> int:
        return len(item.ids)

    def likeness(self, example: Example) -> tuple[Any, ...]:
        return shared.likeness(example) if self.packs else super().likeness(example)

    def slices(self, items: Sequence[Tokenised], budget: int) -> list[list[int]]:
        if not self.packs:
            return super().slices(items, budget)
        return shared.slices([item.ids for item in items], [item.example.prompt for item in items], budget)
