"""Frozen vectors of a prompt and its response, and how the two meet."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.encoders.sentence import SentenceEmbedder
from guerdon.papers import Paper
from guerdon.transformer.minilm import HUB_NAME
from guerdon.transformer.tokens import Cut
from guerdon.types import Example


class Interaction(Encoder):
    """[m, p * r] under one block ``content``: how a response is put, and how it meets its prompt.

    m is the response's mean half-way up the encoder, p and r are the sentence vectors of prompt and response. m keeps
    tone and wording, which the sentence vector r has mostly lost; the product lets a linear head weigh, column by
    column, how the response relates to what was asked. The prompt's own vector would cancel in every comparison.

    Source: the product is a feature of Conneau et al. 2017, "Supervised Learning of Universal Sentence
    Representations" (arXiv 1705.02364).
    """

    frozen = True
    paper = Paper(
        "conneau2017supervised",
        "Supervised Learning of Universal Sentence Representations from Natural Language Inference Data",
        "Conneau, Alexis and others",
        2017,
        arxiv="1705.02364",
    )

    def __init__(self, name: str = HUB_NAME, max_tokens: int = 256) -> None:
        """Args: name: a sentence encoder; max_tokens: what is read of the prompt's end and of the response's start."""
        super().__init__()
        self.prompts = SentenceEmbedder(name, max_tokens, keep="end")
        self.responses = SentenceEmbedder(name, max_tokens, keep="start", depths=(0.5, 1.0))
        self.blocks = {"content": self.responses.width}

    def forward(self, items: Sequence[Example]) -> Encoded:
        prompt = torch.from_numpy(self.prompts([example.prompt_text for example in items]))
        wording, response = torch.from_numpy(self.responses([example.response for example in items])).chunk(2, dim=1)
        return Encoded(torch.cat([wording, prompt * response], dim=1), self.blocks, tuple(items))

    @property
    def name(self) -> str:
        return f"{self.responses.name}, frozen"

    @property
    def cut(self) -> Cut:
        prompts, responses = self.prompts.cut, self.responses.cut
        return Cut(len(prompts) + len(responses), sum(prompts.values()), sum(responses.values()))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"name": self.responses.name, "max_tokens": self.responses.max_tokens}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Interaction":
        return cls(**config)
