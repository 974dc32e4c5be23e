"""How well the image and the text of an example fit, by the angle between their vectors."""

from collections.abc import Mapping
from typing import Any

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.types import Scores


class CosineHead(Head):
    """r = image . text, both of length 1, from -1 to 1. It has no weights; the two are handed out as vectors."""

    def attach(self, encoder: Encoder) -> None:
        """Raises a GuerdonError where the encoder does not give an image and a text."""
        super().attach(encoder)
        if set(encoder.blocks) != {"image", "text"}:
            raise GuerdonError(
                f"CosineHead holds an image against a text, and {encoder.name} gives {', '.join(encoder.blocks)}: "
                "use TwoTowers"
            )

    def forward(self, encoded: Encoded) -> Scores:
        vectors = dict(zip(self.blocks, encoded.pooled.split(list(self.blocks.values()), 1), strict=True))
        return Scores((vectors["image"] * vectors["text"]).sum(1), vectors=vectors)

    def config(self) -> Mapping[str, Any]:
        return {}
