"""Several named numbers for each response, and which of them count."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.types import Scores


class AttributeHead(Head):
    """r_a = w_a . x + b_a for each named attribute a, each a part; the whole is the sum of those that ``keep`` names.

    Train it on ratings of every attribute (``Attributes``), or let some parts take up what others should not know
    (length, style) and keep the rest: ``BradleyTerry(on=("main", "bias"))`` learns from the sum of parts of which
    ``keep`` names one. With ``reads`` a part is an expert on some blocks alone. With ``normalised`` each row of weights is
    centred and has length 1, so that no part grows at the cost of another.

    Sources: Wang et al. 2024, "HelpSteer2" (arXiv 2406.08673); the normalised rows of Chen et al. 2024, "ODIN"
    (arXiv 2402.07319); the experts of Shen et al. 2023, "Loose lips sink ships" (arXiv 2310.05199).
    """

    seen: Float[Tensor, "names width"]
    """1 where an attribute reads a column."""

    def __init__(
        self,
        names: Sequence[str],
        keep: Sequence[str] | None = None,
        normalised: bool = False,
        bias: bool = True,
        reads: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Makes a head.

        Args:
            names: of the attributes.
            keep: those whose sum is the score; all when None.
            normalised: centre each row of weights and give it length 1.
            bias: add a constant to each attribute.
            reads: the blocks of the encoder that an attribute reads; all for one that is not in it.
        """
        super().__init__()
        for field, given in (("keep", keep), ("reads", reads)):
            unknown = set(given or ()) - set(names)
            if unknown:
                raise ValueError(f"{field} names {', '.join(sorted(unknown))}; the attributes are {', '.join(names)}")
        self.names = tuple(names)
        self.keep = tuple(keep) if keep is not None else self.names
        self.normalised = normalised
        self.bias = bias
        self.reads = {name: tuple(blocks) for name, blocks in (reads or {}).items()}

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        unknown = {block for blocks in self.reads.values() for block in blocks} - set(self.blocks)
        if unknown:
            raise GuerdonError(
                f"reads names the blocks {', '.join(sorted(unknown))}; the encoder's are {', '.join(self.blocks)}"
            )
        rows = [[float(b in self.reads.get(name, self.blocks)) for b in self.blocks] for name in self.names]
        widths = torch.tensor(list(self.blocks.values()))
        self.register_buffer("seen", torch.tensor(rows).repeat_interleave(widths, dim=1), persistent=False)
        self.linear = nn.Linear(encoder.width, len(self.names), self.bias)
        if not self.normalised:
            nn.init.zeros_(self.linear.weight)
        if self.bias:
            nn.init.zeros_(self.linear.bias)

    @property
    def weights(self) -> Float[Tensor, "names width"]:
        """The rows that score, one for each attribute."""
        rows = self.linear.weight * self.seen
        if not self.normalised:
            return rows
        mean = rows.sum(1, keepdim=True) / self.seen.sum(1, keepdim=True)
        return nn.functional.normalize((rows - mean) * self.seen, dim=1)

    def forward(self, encoded: Encoded) -> Scores:
        values = nn.functional.linear(self.standardised(encoded), self.weights, self.linear.bias)
        parts = dict(zip(self.names, values.unbind(1), strict=True))
        return Scores(torch.stack([parts[name] for name in self.keep]).sum(0), parts=parts)

    def config(self) -> Mapping[str, Any]:
        return {
            "names": list(self.names), "keep": list(self.keep), "normalised": self.normalised, "bias": self.bias,
            "reads": {name: list(blocks) for name, blocks in self.reads.items()},
        }  # fmt: skip
