"""Frozen vectors of a prompt and its response, and how the two meet."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.encoders.minilm import HUB_NAME
from guerdon.learn.encoders.sentence import SentenceEmbedder
from guerdon.learn.encoders.tokens import Cut
from guerdon.papers import Paper
from guerdon.types import Example


class Interaction(Encoder):
    """[r, p * r, |p - r|] of the sentence vectors p of the prompt and r of the response, under one block ``content``.

    The response alone cannot say whether it answers; the product and the distance let a linear head weigh, column by
    column, how the response relates to what was asked. The prompt's own vector would cancel in every comparison.

    Source: the features of Conneau et al. 2017, "Supervised Learning of Universal Sentence Representations"
    (arXiv 1705.02364), without p.
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
        self.responses = SentenceEmbedder(name, max_tokens, keep="start")
        self.blocks = {"content": 3 * self.responses.width}

    def forward(self, items: Sequence[Example]) -> Encoded:
        prompt = torch.from_numpy(self.prompts([example.prompt_text for example in items]))
        response = torch.from_numpy(self.responses([example.response for example in items]))
        return Encoded(torch.cat([response, prompt * response, (prompt - response).abs()], dim=1), self.blocks)

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
