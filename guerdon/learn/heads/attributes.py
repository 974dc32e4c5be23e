"""Several named numbers for each response, and which of them count."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.types import Scores


class AttributeHead(Head):
    """r_a = w_a . x + b_a for each named attribute a, each a part; the whole is the sum of those that ``keep`` names.

    Train it on ratings of every attribute (``Attributes``), or let some parts take up what others should not know
    (length, style) and keep the rest. With ``normalised`` each row of weights is centred and has length 1, as
    disentangling needs, or one part could grow at the cost of another.

    Sources: Wang et al. 2024, "HelpSteer2" (arXiv 2406.08673); the normalised rows of Chen et al. 2024, "ODIN"
    (arXiv 2402.07319).
    """

    def __init__(
        self, names: Sequence[str], keep: Sequence[str] | None = None, normalised: bool = False, bias: bool = True
    ) -> None:
        """Args: names: of the attributes; keep: those whose sum is the score, all when None; normalised, bias: see above."""
        super().__init__()
        unknown = set(keep or ()) - set(names)
        if unknown:
            raise ValueError(f"keep names {', '.join(sorted(unknown))}; the attributes are {', '.join(names)}")
        self.names = tuple(names)
        self.keep = tuple(keep) if keep is not None else self.names
        self.normalised = normalised
        self.bias = bias

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        self.linear = nn.Linear(encoder.width, len(self.names), self.bias)
        if not self.normalised:
            nn.init.zeros_(self.linear.weight)
        if self.bias:
            nn.init.zeros_(self.linear.bias)

    @property
    def weights(self) -> torch.Tensor:
        """The rows that score, one for each attribute."""
        rows = self.linear.weight
        if not self.normalised:
            return rows
        return nn.functional.normalize(rows - rows.mean(1, keepdim=True), dim=1)

    def forward(self, encoded: Encoded) -> Scores:
        values = nn.functional.linear(self.standardised(encoded), self.weights, self.linear.bias)
        parts = dict(zip(self.names, values.unbind(1), strict=True))
        return Scores(torch.stack([parts[name] for name in self.keep]).sum(0), parts=parts)

    def config(self) -> Mapping[str, Any]:
        return {
            "names": list(self.names), "keep": list(self.keep), "normalised": self.normalised, "bias": self.bias,
        }  # fmt: skip
