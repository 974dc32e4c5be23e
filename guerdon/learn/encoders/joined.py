"""Several encoders side by side."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.saving import pack, unpack
from guerdon.transformer.tokens import Cut
from guerdon.types import Example


class Joined(Encoder):
    """The columns of several frozen encoders, each under its own block names, so that a linear head keeps parts.

    >>> Joined(Interaction(), Surface()).blocks
    {'content': 768, 'surface': 14}
    """

    frozen = True

    def __init__(self, *encoders: Encoder) -> None:
        """Args: encoders: frozen ones with distinct block names."""
        super().__init__()
        names = [name for encoder in encoders for name in encoder.blocks]
        if len(set(names)) < len(names) or not all(encoder.frozen for encoder in encoders):
            raise ValueError("joined encoders must be frozen and name their blocks differently")
        self.members = encoders  # frozen, so nothing here needs to be a registered module
        self.blocks = {name: width for encoder in encoders for name, width in encoder.blocks.items()}

    def forward(self, items: Sequence[Example]) -> Encoded:
        pooled = torch.cat([encoder(items).pooled for encoder in self.members], dim=1)
        return Encoded(pooled, self.blocks, tuple(items))

    @property
    def name(self) -> str:
        return " + ".join(member.name for member in self.members)

    @property
    def cut(self) -> Cut:
        return sum((encoder.cut for encoder in self.members), Cut())

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"encoders": [pack(encoder, folder) for encoder in self.members]}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Joined":
        return cls(*(unpack(Encoder, part, folder) for part in config["encoders"]))
