"""Frozen vectors of prompts alone: what a sentence says, for heads that decide what it asks for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from guerdon.learn.encoders.embedded import Embedded
from guerdon.learn.encoders.sentence import SentenceEmbedder
from guerdon.transformer.minilm import HUB_NAME
from guerdon.types import Example


class Prompts(Embedded):
    """The sentence vector of each prompt, under the block ``prompt``; responses are not read."""

    def __init__(self, name: str = HUB_NAME, max_tokens: int = 256) -> None:
        """Args: name: a sentence encoder; max_tokens: how much of a prompt's end is read."""
        super().__init__(SentenceEmbedder(name, max_tokens, keep="end"), "prompt")

    def text(self, example: Example) -> str:
        return example.prompt_text

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"name": self.embedder.name, "max_tokens": self.embedder.max_tokens}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Prompts":
        return cls(**config)
