"""Frozen vectors of prompts alone: what a sentence says, for heads that decide what it asks for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.encoders.minilm import HUB_NAME
from guerdon.learn.encoders.sentence import SentenceEmbedder
from guerdon.learn.encoders.tokens import Cut
from guerdon.types import Example


class Prompts(Encoder):
    """The sentence vector of each prompt, under the block ``prompt``; responses are not read."""

    frozen = True

    def __init__(self, name: str = HUB_NAME, max_tokens: int = 256) -> None:
        """Args: name: a sentence encoder; max_tokens: how much of a prompt's end is read."""
        super().__init__()
        self.embedder = SentenceEmbedder(name, max_tokens, keep="end")
        self.blocks = {"prompt": self.embedder.width}

    def forward(self, items: Sequence[Example]) -> Encoded:
        vectors = torch.from_numpy(self.embedder([example.prompt_text for example in items]))
        return Encoded(vectors, self.blocks, tuple(items))

    @property
    def name(self) -> str:
        return f"{self.embedder.name}, frozen"

    @property
    def cut(self) -> Cut:
        return Cut(len(self.embedder.cut), 0, sum(self.embedder.cut.values()))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"name": self.embedder.name, "max_tokens": self.embedder.max_tokens}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Prompts":
        return cls(**config)
