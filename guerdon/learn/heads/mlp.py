"""One number for each response, by a small network on what the encoder says."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from torch import nn

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.types import Scores


class MLPHead(Head):
    """r = network(x): linear layers with ReLU between them.

    Use it when there are many more comparisons than columns; below that the linear head is as good and cannot
    overfit as far.

    Source: the head of Sun et al. 2025, "Reusing Embeddings" (arXiv 2502.04357), there (1024, 512) wide.
    """

    def __init__(self, hidden: Sequence[int] = (256,)) -> None:
        """Args: hidden: the width of each hidden layer."""
        super().__init__()
        self.hidden = tuple(hidden)

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        widths = (encoder.width, *self.hidden)
        layers = [[nn.Linear(a, b), nn.ReLU()] for a, b in pairwise(widths)]
        self.network = nn.Sequential(*(layer for block in layers for layer in block), nn.Linear(widths[-1], 1))

    def forward(self, encoded: Encoded) -> Scores:
        return Scores(self.network(self.standardised(encoded))[:, 0])

    def config(self) -> Mapping[str, Any]:
        return {"hidden": list(self.hidden)}
