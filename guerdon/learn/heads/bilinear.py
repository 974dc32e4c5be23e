"""A context decides how a response counts: what the two say is multiplied."""

from collections.abc import Mapping
from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.papers import Paper
from guerdon.types import Scores


class BilinearHead(Head):
    """r = e(z)' W e(y) with W = A' B / sqrt(rank), over two blocks of the encoder: of the context, and of the response.

    Nothing in it is a sum of what the context says and what the response says, so that no part of the reward can win by
    itself: for the opposite context the opposite response is best. A context that says nothing, a row of zeros, makes
    every reward 0. For that, the context's columns are scaled and not centred.

    ``Crossed`` with a linear head is the same with a W of full rank; here it costs rank * (columns of both) weights
    instead of their product.

    Source: our reading of Pitis et al. 2024, "Improving Context-Aware Preference Modeling for Language Models"
    (arXiv 2407.14916), who render the context into the prompt of a language model that they train.
    """

    paper = Paper(
        "pitis2024improving", "Improving Context-Aware Preference Modeling for Language Models",
        "Pitis, Silviu and Xiao, Ziang and Le Roux, Nicolas and Sordoni, Alessandro", 2024, arxiv="2407.14916",
    )  # fmt: skip

    def __init__(self, context: str = "context", response: str = "content", rank: int = 16) -> None:
        """Args: context, response: names of blocks; rank: of W."""
        super().__init__()
        if rank < 1:
            raise ValueError(f"rank={rank}, expected at least 1")
        self.context = context
        self.response = response
        self.rank = rank

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        missing = [name for name in (self.context, self.response) if name not in self.blocks]
        if missing:
            raise GuerdonError(
                f"BilinearHead reads the blocks {', '.join(missing)}; the encoder's are {', '.join(self.blocks)}"
            )
        self.wants = nn.Linear(self.blocks[self.context], self.rank, bias=False)
        self.has = nn.Linear(self.blocks[self.response], self.rank, bias=False)

    def standardise(self, features: Float[Tensor, "n width"]) -> None:
        super().standardise(features)
        start = sum(width for name, width in list(self.blocks.items())[: list(self.blocks).index(self.context)])
        self.centre[start : start + self.blocks[self.context]] = 0

    def forward(self, encoded: Encoded) -> Scores:
        columns = self.standardised(encoded).split(list(self.blocks.values()), dim=1)
        blocks = dict(zip(self.blocks, columns, strict=True))
        met = self.wants(blocks[self.context]) * self.has(blocks[self.response])
        return Scores(met.sum(1) / self.rank**0.5)

    def config(self) -> Mapping[str, Any]:
        return {"context": self.context, "response": self.response, "rank": self.rank}
