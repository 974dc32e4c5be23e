"""One number for each response, linear in what the encoder says."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.types import Scores


class ScalarHead(Head):
    """r = w . x + b.

    Where the encoder joins several blocks of columns, each block's share of the sum is a named part, so that
    ``reward.part("content")`` is the reward without its surface. An encoder whose own model ends in a linear layer
    of one output hands that layer over, with what it has learned.
    """

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        if encoder.final is not None and encoder.final.out_features == 1:
            self.linear = encoder.final
        else:
            self.linear = nn.Linear(encoder.width, 1)
            nn.init.zeros_(self.linear.weight)
            nn.init.zeros_(self.linear.bias)

    def forward(self, encoded: Encoded) -> Scores:
        features = self.standardised(encoded)
        if len(self.blocks) == 1:
            return Scores(self.linear(features)[:, 0])
        widths = list(self.blocks.values())
        shares = zip(features.split(widths, 1), self.linear.weight[0].split(widths), strict=True)
        parts = {name: x @ w for name, (x, w) in zip(self.blocks, shares, strict=True)}
        return Scores(torch.stack(list(parts.values())).sum(0) + self.linear.bias, parts=parts)

    def config(self) -> Mapping[str, Any]:
        return {}
