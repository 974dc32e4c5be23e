"""Vectors that are written out as text: how worlds of vectors speak to heads."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.types import Example


class Numbers(Encoder):
    """The numbers that a response consists of, under the block ``response``, and those of its prompt if asked for.

    Words between them are passed over.

    >>> Numbers(3).encode_text("0.5 -1 2")
    tensor([ 0.5000, -1.0000,  2.0000])
    """

    frozen = True

    def __init__(self, response: int, prompt: int = 0) -> None:
        """Args: response: how many numbers a response has; prompt: how many to read of a prompt."""
        super().__init__()
        self.blocks = {"response": response} | ({"prompt": prompt} if prompt else {})

    def forward(self, items: Sequence[Example]) -> Encoded:
        columns = [self.read([item.response for item in items], self.blocks["response"])]
        if "prompt" in self.blocks:
            columns.append(self.read([item.prompt_text for item in items], self.blocks["prompt"]))
        return Encoded(torch.cat(columns, dim=1), self.blocks, tuple(items))

    def read(self, texts: Sequence[str], width: int) -> Float[Tensor, "n width"]:
        return torch.stack([self.encode_text(text, width) for text in texts]) if texts else torch.zeros(0, width)

    def encode_text(self, text: str, width: int | None = None) -> Float[Tensor, "width"]:
        """The numbers of one text.

        Raises:
            GuerdonError: there are more or fewer than the encoder reads.
        """
        width = width or self.blocks["response"]
        values = [value for value in map(as_number, text.split()) if value is not None]
        if len(values) != width:
            raise GuerdonError(f"expected {width} numbers, got {text[:60]!r}")
        return torch.tensor(values)

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"response": self.blocks["response"], "prompt": self.blocks.get("prompt", 0)}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Numbers":
        return cls(**config)


def as_number(word: str) -> float | None:
    """The number that a word is, if it is one."""
    try:
        return float(word)
    except ValueError:
        return None
