"""Frozen vectors of the units of a response, each beside its prompt."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.learn.encoders.base import Encoded, Encoder, States
from guerdon.learn.encoders.sentence import SentenceEmbedder
from guerdon.learn.segmenters.base import Segmenter
from guerdon.saving import pack, unpack
from guerdon.transformer.minilm import HUB_NAME
from guerdon.transformer.tokens import Cut
from guerdon.types import Example


class SegmentVectors(Encoder):
    """[m, p * s] for each unit: how it is put, and how it meets the prompt; their mean stands for the whole.

    m is the unit's mean half-way up the encoder, p and s are the sentence vectors of prompt and unit. Every unit is
    read by itself: what it says of the units before it is lost, and so is what it repeats. Use ``UnitHead`` on it.
    """

    frozen = True

    def __init__(self, units: Segmenter, name: str = HUB_NAME, max_tokens: int = 128) -> None:
        """Args: units: where they end; name: a sentence encoder; max_tokens: what is read of the prompt and of a unit."""
        super().__init__()
        self.units = units
        self.prompts = SentenceEmbedder(name, max_tokens, keep="end")
        self.pieces = SentenceEmbedder(name, max_tokens, keep="start", depths=(0.5, 1.0))
        self.blocks = {"content": self.pieces.width}

    def forward(self, items: Sequence[Example]) -> Encoded:
        ends = tuple(self.units(items))
        counts = [len(places) for places in ends]
        prompt = torch.from_numpy(self.prompts([example.prompt_text for example in items]))
        texts = [piece for example, places in zip(items, ends, strict=True) for piece in parted(example, places)]
        wording, unit = torch.from_numpy(self.pieces(texts)).chunk(2, dim=1)
        met = prompt.repeat_interleave(torch.tensor(counts), 0) * unit
        rows = torch.cat([wording, met], dim=1).split(counts)
        return Encoded(torch.stack([mean(row) for row in rows]), self.blocks, tuple(items), States(rows, ends))

    @property
    def name(self) -> str:
        return f"{self.pieces.name} of {type(self.units).__name__}, frozen"

    @property
    def cut(self) -> Cut:
        prompts, pieces = self.prompts.cut, self.pieces.cut
        return Cut(len(prompts) + len(pieces), sum(prompts.values()), sum(pieces.values()))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {
            "units": pack(self.units, folder), "name": self.pieces.name, "max_tokens": self.pieces.max_tokens,
        }  # fmt: skip

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "SegmentVectors":
        return cls(unpack(Segmenter, config["units"], folder), config["name"], config["max_tokens"])


def parted(example: Example, ends: Tensor) -> list[str]:
    """The text of each unit."""
    return [example.response[start:end].strip() for start, end in pairwise([0, *ends.tolist()])]


def mean(rows: Float[Tensor, "_u width"]) -> Float[Tensor, "width"]:
    """The mean of the vectors of a response; zero for one without units."""
    return rows.sum(0) / max(1, len(rows))
