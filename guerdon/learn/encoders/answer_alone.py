"""An answer without what was written about it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.saving import pack, unpack
from guerdon.transformer.tokens import Cut
from guerdon.types import Example


class AnswerAlone(Encoder):
    """A frozen encoder that reads the first step of a response and none of the others.

    Beside ``FurtherTurn``, which reads the others, it gives an answer columns of its own:

        Joined(AnswerAlone(Interaction()), FurtherTurn(WordCounts(known), ask), Echo())
    """

    frozen = True

    def __init__(self, encoder: Encoder) -> None:
        """Args: encoder: a frozen one."""
        super().__init__()
        if not encoder.frozen:
            raise ValueError("what reads an answer alone is joined to others, and those must be frozen")
        self.member = (encoder,)  # frozen, so nothing here needs to be a registered module
        self.blocks = encoder.blocks

    def forward(self, items: Sequence[Example]) -> Encoded:
        answers = [replace(item, response=item.steps[0].strip(), steps=()) if item.steps else item for item in items]
        return replace(self.member[0](answers), examples=tuple(items))

    @property
    def name(self) -> str:
        return f"{self.member[0].name}, the answer alone"

    @property
    def cut(self) -> Cut:
        return self.member[0].cut

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"encoder": pack(self.member[0], folder / "encoder")}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "AnswerAlone":
        return cls(unpack(Encoder, config["encoder"], folder / "encoder"))
