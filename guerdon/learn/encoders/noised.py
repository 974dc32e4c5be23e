"""The columns of an encoder through noise, for an expert that is to see little."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.papers import Paper
from guerdon.saving import pack, unpack
from guerdon.transformer.tokens import Cut
from guerdon.types import Example


class Noised(Encoder):
    """x + scale * noise, standard normal noise that is fixed for each example; blocks are called ``noised NAME``.

    An expert that reads this learns what survives the noise and leaves the rest to the others.

    Source: the biased expert of Shen et al. 2023, "Loose lips sink ships" (arXiv 2310.05199). There the noise is drawn
    anew at every step and on the embeddings of tokens; on a frozen encoder it is drawn once, so that an example has one
    vector.
    """

    frozen = True
    paper = Paper(
        "shen2023loose",
        "Loose lips sink ships: Mitigating Length Bias in Reinforcement Learning from Human Feedback",
        "Shen, Wei and Zheng, Rui and Zhan, Wenyu and others", 2023, arxiv="2310.05199",
    )  # fmt: skip

    def __init__(self, encoder: Encoder, scale: float = 1.0, seed: int = 0) -> None:
        """Args: encoder: a frozen one; scale: standard deviation of the noise, in units of the columns; seed: of the noise."""
        super().__init__()
        if not encoder.frozen:
            raise ValueError("noise that is fixed for each example needs a frozen encoder")
        self.member = (encoder,)  # frozen, so nothing here needs to be a registered module
        self.scale = scale
        self.seed = seed
        self.blocks = {f"noised {name}": width for name, width in encoder.blocks.items()}

    def forward(self, items: Sequence[Example]) -> Encoded:
        pooled = self.member[0](items).pooled
        drawn = [np.random.default_rng([self.seed, int(item.identity, 16)]).normal(size=self.width) for item in items]
        noise = torch.from_numpy(np.array(drawn).reshape(len(items), self.width)).to(pooled)
        return Encoded(pooled + self.scale * noise, self.blocks, tuple(items))

    @property
    def name(self) -> str:
        return f"{self.member[0].name}, noised"

    @property
    def cut(self) -> Cut:
        return self.member[0].cut

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"encoder": pack(self.member[0], folder), "scale": self.scale, "seed": self.seed}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Noised":
        return cls(unpack(Encoder, config["encoder"], folder), config["scale"], config["seed"])
