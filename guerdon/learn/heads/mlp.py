"""One number for each response, by a small network on what the encoder says."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from torch import nn

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.types import Scores


class MLPHead(Head):
    """r = network(x): linear layers with ReLU, and dropout where it is asked for, between them.

    With ``shown`` objectives get the last hidden layer as the vector ``hidden``. Use it when there are many more comparisons than columns; below that the linear head is as good and cannot
    overfit as far.

    Source: the head of Sun et al. 2025, "Reusing Embeddings" (arXiv 2502.04357), there (1024, 512) wide.
    """

    def __init__(self, hidden: Sequence[int] = (256,), dropout: float = 0.0, shown: bool = False) -> None:
        """Args: hidden: the width of each hidden layer; dropout: the share of it that a step leaves out; shown: see above."""
        super().__init__()
        self.hidden = tuple(hidden)
        self.dropout = dropout
        self.shown = shown

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        widths = (encoder.width, *self.hidden)
        drop = [nn.Dropout(self.dropout)] if self.dropout else []
        layers = [[nn.Linear(a, b), nn.ReLU(), *drop] for a, b in pairwise(widths)]
        self.network = nn.Sequential(*(layer for block in layers for layer in block), nn.Linear(widths[-1], 1))

    def forward(self, encoded: Encoded) -> Scores:
        hidden = self.network[:-1](self.standardised(encoded))
        return Scores(self.network[-1](hidden)[:, 0], vectors={"hidden": hidden} if self.shown else {})

    def config(self) -> Mapping[str, Any]:
        return {"hidden": list(self.hidden), "dropout": self.dropout, "shown": self.shown}
