"""Frozen vectors of context, prompt and response read as one text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from guerdon.learn.encoders.embedded import Embedded
from guerdon.learn.encoders.sentence import SentenceEmbedder
from guerdon.transformer.minilm import HUB_NAME
from guerdon.types import Example


class Concatenated(Embedded):
    """The vector of "context, prompt, response" as one text under the block ``text``: [mean half-way up, last mean].

    A frozen encoder has decided what of one part shows in the presence of another, so that how a context bears on a
    response must be in what it was trained to say. It is the plain way to condition on a context, and the arm that others
    are compared with. Each response is embedded once for each context.

    Source: the input of Pitis et al. 2024 (arXiv 2407.14916), who train the encoder.
    """

    def __init__(self, entry: str = "criterion", name: str = HUB_NAME, max_tokens: int = 256) -> None:
        """Args: entry: of the context; name: a sentence encoder; max_tokens: how much of the start is read."""
        super().__init__(SentenceEmbedder(name, max_tokens, depths=(0.5, 1.0)), "text")
        self.entry = entry

    def text(self, example: Example) -> str:
        parts = (str(example.context.get(self.entry) or ""), example.prompt_text, example.response)
        return "\n".join(part for part in parts if part)

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"entry": self.entry, "name": self.embedder.name, "max_tokens": self.embedder.max_tokens}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Concatenated":
        return cls(**config)
