"""How much of an answer is said again in what was written about it."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.types import Example

TERM = re.compile(r"\d+(?:[.:/-]\d+)*|[^\W\d_]+")
"""A number, a date or a time as a whole, or a word."""


class Echo(Encoder):
    """Two columns under the block ``echo``, of the terms A of an answer and W of what is written behind it, without those of
    the prompt:

        |A n W| / |A|,    |A n W| / |W|        0 where there are none

    The first step of the response is the answer, the others are what was written. A frozen encoder that reads one after the
    other cannot tell whether a number in the one is that of the other; this can, and can do nothing else.

    Source: the overlap of words by which entailment was first recognised (Dagan et al. 2006, "The PASCAL Recognising Textual
    Entailment Challenge").
    """

    frozen = True

    def __init__(self) -> None:
        super().__init__()
        self.blocks = {"echo": 2}

    def forward(self, items: Sequence[Example]) -> Encoded:
        rows = [shares(item) for item in items]
        return Encoded(torch.tensor(rows).reshape(len(items), 2), self.blocks, tuple(items))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Echo":
        return cls()


def shares(example: Example) -> tuple[float, float]:
    """The share of the answer's terms that are written again, and the share of what is written that the answer says."""
    asked = terms(example.prompt_text)
    said, again = (terms(text) - asked for text in ("".join(example.steps[:1]), "".join(example.steps[1:])))
    common = len(said & again)
    return common / max(1, len(said)), common / max(1, len(again))


def terms(text: str) -> set[str]:
    return set(TERM.findall(text.lower()))
