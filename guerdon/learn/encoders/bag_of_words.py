"""Which words a prompt has."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.encoders.words import places, words
from guerdon.types import Example


class BagOfWords(Encoder):
    """One column for each known word, 1 where the prompt has it, and one that is always 1, under the block ``words``."""

    frozen = True

    def __init__(self, known: Sequence[str]) -> None:
        """Args: known: the vocabulary, as ``vocabulary`` takes it from texts."""
        super().__init__()
        self.place = places(known)
        self.blocks = {"words": len(self.place) + 1}

    def forward(self, items: Sequence[Example]) -> Encoded:
        rows = {
            text: torch.zeros(self.width) for text in {item.prompt_text for item in items}
        }  # many responses share one
        for text, row in rows.items():
            row[-1] = 1
            row[[self.place[word] for word in words(text) if word in self.place]] = 1
        pooled = torch.stack([rows[item.prompt_text] for item in items]) if items else torch.zeros(0, self.width)
        return Encoded(pooled, self.blocks, tuple(items))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"known": list(self.place)}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "BagOfWords":
        return cls(**config)
