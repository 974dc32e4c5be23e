"""Responses that are known one by one: a reward of each by itself."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.types import Example


class Table(Encoder):
    """One column for each known response, 1 where it is the response, under the block ``responses``.

    A linear head on it is a table of rewards: nothing is assumed of how the reward of one response bears on another, and
    nothing is said of responses that are not known.
    """

    frozen = True

    def __init__(self, responses: Sequence[str]) -> None:
        """Args: responses: the texts that there are."""
        super().__init__()
        self.place = {text: place for place, text in enumerate(responses)}
        if len(self.place) < len(responses) or not responses:
            raise ValueError("a table is of at least one response, and names each once")
        self.blocks = {"responses": len(self.place)}

    def forward(self, items: Sequence[Example]) -> Encoded:
        """Raises GuerdonError where a response is not in the table."""
        unknown = [item.response for item in items if item.response not in self.place]
        if unknown:
            raise GuerdonError(f"{unknown[0][:60]!r} is none of the {len(self.place):,} responses of the table")
        pooled = torch.zeros(len(items), self.width)
        pooled[torch.arange(len(items)), [self.place[item.response] for item in items]] = 1
        return Encoded(pooled, self.blocks, tuple(items))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"responses": list(self.place)}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Table":
        return cls(**config)
