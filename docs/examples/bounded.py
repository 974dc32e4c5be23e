"""A linear reward that cannot run away."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.types import Scores


class BoundedHead(Head):
    """r = limit * tanh(w . x + b).

    Use it where a few extreme scores would decide, as in a sum of rewards.
    """

    def __init__(self, limit: float = 3.0) -> None:
        """Args: limit: no score is further from 0."""
        super().__init__()
        self.limit = limit

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        self.linear = nn.Linear(encoder.width, 1)
        nn.init.zeros_(self.linear.weight)

    def forward(self, encoded: Encoded) -> Scores:
        return Scores(self.limit * torch.tanh(self.linear(self.standardised(encoded))[:, 0]))

    def config(self) -> Mapping[str, Any]:
        return {"limit": self.limit}
