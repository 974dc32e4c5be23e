"""Frozen vectors of what a context says: a criterion, a scenario, a profile."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.encoders.minilm import HUB_NAME
from guerdon.learn.encoders.sentence import SentenceEmbedder
from guerdon.learn.encoders.tokens import Cut
from guerdon.types import Example


class Contexts(Encoder):
    """The sentence vector of one entry of each context, under the block ``context``; zeros where there is none."""

    frozen = True

    def __init__(self, entry: str = "criterion", name: str = HUB_NAME, max_tokens: int = 256) -> None:
        """Args: entry: of the context; name: a sentence encoder; max_tokens: how much of an entry's start is read."""
        super().__init__()
        self.entry = entry
        self.embedder = SentenceEmbedder(name, max_tokens)
        self.blocks = {"context": self.embedder.width}

    def forward(self, items: Sequence[Example]) -> Encoded:
        said = [str(item.context.get(self.entry) or "") for item in items]
        vectors = torch.from_numpy(self.embedder(said)) * torch.tensor([bool(text) for text in said])[:, None]
        return Encoded(vectors.float(), self.blocks, tuple(items))

    @property
    def name(self) -> str:
        return f"{self.embedder.name}, frozen"

    @property
    def cut(self) -> Cut:
        return Cut(len(self.embedder.cut), 0, sum(self.embedder.cut.values()))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"entry": self.entry, "name": self.embedder.name, "max_tokens": self.embedder.max_tokens}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Contexts":
        return cls(**config)
