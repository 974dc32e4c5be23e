"""What a reader sees of a response before reading it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.surface import ATTRIBUTES, surface
from guerdon.types import Example


class Surface(Encoder):
    """The measures of ``guerdon.surface``: length, lists, bold, refusal openings and the like, under ``surface``."""

    frozen = True

    def __init__(self) -> None:
        super().__init__()
        self.blocks = {"surface": len(ATTRIBUTES)}

    @property
    def name(self) -> str:
        return "surface"

    def forward(self, items: Sequence[Example]) -> Encoded:
        features = torch.from_numpy(surface([item.response for item in items])).float()
        return Encoded(features, self.blocks, tuple(items))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Surface":
        return cls()
