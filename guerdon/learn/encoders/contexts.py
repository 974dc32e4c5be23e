"""Frozen vectors of what a context says: a criterion, a scenario, a profile."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded
from guerdon.learn.encoders.embedded import Embedded
from guerdon.learn.encoders.sentence import SentenceEmbedder
from guerdon.transformer.minilm import HUB_NAME
from guerdon.types import Example


class Contexts(Embedded):
    """The sentence vector of one entry of each context, under the block ``context``; zeros where there is none."""

    def __init__(self, entry: str = "criterion", name: str = HUB_NAME, max_tokens: int = 256) -> None:
        """Args: entry: of the context; name: a sentence encoder; max_tokens: how much of an entry's start is read."""
        super().__init__(SentenceEmbedder(name, max_tokens), "context")
        self.entry = entry

    def text(self, example: Example) -> str:
        return str(example.context.get(self.entry) or "")

    def forward(self, items: Sequence[Example]) -> Encoded:
        encoded = super().forward(items)
        there = torch.tensor([[float(bool(self.text(item)))] for item in items])
        return replace(encoded, pooled=encoded.pooled * there.reshape(-1, 1))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"entry": self.entry, "name": self.embedder.name, "max_tokens": self.embedder.max_tokens}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Contexts":
        return cls(**config)
