"""What a frozen encoder has said, remembered as long as a fit lasts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.types import Example

ROWS = 256
"""Examples that are encoded together."""


class Remembered(Encoder):
    """A frozen encoder whose items are already encoded, so that a step of training costs no more than its head does."""

    frozen = True

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.blocks = encoder.blocks

    @torch.no_grad()
    def prepare(self, examples: Sequence[Example]) -> list[Encoded]:
        items = self.encoder.prepare(examples)
        pieces = [self.encoder(items[start : start + ROWS]) for start in range(0, len(items), ROWS)]
        return [piece.at(slice(row, row + 1)) for piece in pieces for row in range(len(piece.examples))]

    def forward(self, items: Sequence[Encoded]) -> Encoded:
        return Encoded.concatenate(items)

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return self.encoder.pack(folder)

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Remembered":
        raise NotImplementedError("what is saved is the encoder itself")
