"""Frozen vectors of context, prompt and response read as one text."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.encoders.minilm import HUB_NAME
from guerdon.learn.encoders.sentence import SentenceEmbedder
from guerdon.learn.encoders.tokens import Cut
from guerdon.types import Example


class Concatenated(Encoder):
    """The vector of "context, prompt, response" as one text under the block ``text``: [mean half-way up, last mean].

    A frozen encoder has decided what of one part shows in the presence of another, so that how a context bears on a
    response must be in what it was trained to say. It is the plain way to condition on a context, and the arm that others
    are compared with. Each response is embedded once for each context.

    Source: the input of Pitis et al. 2024 (arXiv 2407.14916), who train the encoder.
    """

    frozen = True

    def __init__(self, entry: str = "criterion", name: str = HUB_NAME, max_tokens: int = 256) -> None:
        """Args: entry: of the context; name: a sentence encoder; max_tokens: how much of the start is read."""
        super().__init__()
        self.entry = entry
        self.embedder = SentenceEmbedder(name, max_tokens, depths=(0.5, 1.0))
        self.blocks = {"text": self.embedder.width}

    def forward(self, items: Sequence[Example]) -> Encoded:
        parts = ([str(item.context.get(self.entry) or ""), item.prompt_text, item.response] for item in items)
        texts = ["\n".join(part for part in some if part) for some in parts]
        return Encoded(torch.from_numpy(self.embedder(texts)), self.blocks, tuple(items))

    @property
    def name(self) -> str:
        return f"{self.embedder.name}, frozen"

    @property
    def cut(self) -> Cut:
        return Cut(len(self.embedder.cut), 0, sum(self.embedder.cut.values()))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"entry": self.entry, "name": self.embedder.name, "max_tokens": self.embedder.max_tokens}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Concatenated":
        return cls(**config)
