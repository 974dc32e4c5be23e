"""One layer that both the units of a response and the whole of it are scored from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.units import UnitHead, read
from guerdon.learn.segmenters.base import Segmenter
from guerdon.saving import unpack
from guerdon.types import Dense, Scores


class JointHead(UnitHead):
    """g_u = relu(W h_u + c); r_u = w . g_u + b for each unit u, and r = v . mean_u g_u + d for the whole.

    The two levels have scores of their own, so that labels of either train what they share and no more: add
    ``OutcomeLabels() + weight * UnitLabels()`` to train on both. A response without a unit scores ``nan``.

    Source: the joint model of text and word labels of Gan et al. 2024 (arXiv 2410.09745), for frozen encoders.
    """

    def __init__(self, hidden: int = 32, units: Segmenter | None = None) -> None:
        """Args: hidden: the width of the shared layer; units: where units end, each token by itself when None."""
        super().__init__("mean", units)
        self.hidden = hidden

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        self.shared = nn.Linear(encoder.width, self.hidden)
        self.linear = nn.Linear(self.hidden, 1)
        self.whole = nn.Linear(self.hidden, 1)

    def forward(self, encoded: Encoded) -> Scores:
        units = read(self.scaled(encoded))
        counts = torch.tensor([len(row) for row in units.tokens])
        features = self.shared(torch.cat(units.tokens)).relu()
        flat, whole = self.linear(features)[:, 0], self.whole(features)[:, 0]
        dense = Dense(self.level, flat.split(counts.tolist()), units.ends)
        return Scores(self.pooled(whole, counts), dense)

    def config(self) -> Mapping[str, Any]:
        return {"hidden": self.hidden}

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {**super().pack(folder), "hidden": self.hidden}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "JointHead":
        units = config["units"]
        return cls(config["hidden"], unpack(Segmenter, units, folder) if units else None)
