"""Numbers of a prompt and of its response, and how the two meet."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.encoders.numbers import Numbers
from guerdon.types import Example


class Products(Encoder):
    """[r, p * r]: the numbers of a response, and the products of its first ones with those of its prompt.

    What ``Interaction`` is to texts: a linear head can weigh whether a response is about what was asked.
    """

    frozen = True

    def __init__(self, response: int, prompt: int) -> None:
        """Args: response: how many numbers a response has; prompt: how many a prompt has, at most as many."""
        super().__init__()
        if prompt > response:
            raise ValueError(f"a prompt of {prompt} numbers cannot meet a response of {response}")
        self.numbers = Numbers(response, prompt)
        self.blocks = {"response": response, "products": prompt}

    def forward(self, items: Sequence[Example]) -> Encoded:
        response, prompt = self.numbers(items).pooled.split(list(self.blocks.values()), dim=1)
        met = prompt * response[:, : self.blocks["products"]]
        return Encoded(torch.cat([response, met], dim=1), self.blocks, tuple(items))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"response": self.blocks["response"], "prompt": self.blocks["products"]}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Products":
        return cls(**config)
