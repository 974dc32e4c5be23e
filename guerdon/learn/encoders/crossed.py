"""Every column of one encoder times every column of another."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.saving import pack, unpack
from guerdon.transformer.tokens import Cut
from guerdon.types import Example


class Crossed(Encoder):
    """x_ij = a_i b_j under the block ``crossed``: what a linear head needs to let one thing decide how another counts.

    With words crossed with what is seen, r = sum_ij w_ij a_i b_j gives each word a reward of its own over what is
    seen. The columns are as many as the product of both widths.
    """

    frozen = True

    def __init__(self, first: Encoder, second: Encoder) -> None:
        """Args: first, second: frozen encoders."""
        super().__init__()
        if not (first.frozen and second.frozen):
            raise ValueError("crossed encoders must be frozen")
        self.members = (first, second)  # frozen, so nothing here needs to be a registered module
        self.blocks = {"crossed": first.width * second.width}

    def forward(self, items: Sequence[Example]) -> Encoded:
        first, second = (encoder(items).pooled for encoder in self.members)
        return Encoded((first[:, :, None] * second[:, None, :]).flatten(1), self.blocks, tuple(items))

    @property
    def name(self) -> str:
        return " x ".join(member.name for member in self.members)

    @property
    def cut(self) -> Cut:
        return self.members[0].cut + self.members[1].cut

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {
            name: pack(member, folder / name) for name, member in zip(("first", "second"), self.members, strict=True)
        }

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Crossed":
        return cls(*(unpack(Encoder, config[name], folder / name) for name in ("first", "second")))
