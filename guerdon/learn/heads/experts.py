"""One expert for each capability, each a small change of a shared trunk, and a network that mixes what they see."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.papers import Paper
from guerdon.types import Scores


class ExpertsHead(Head):
    """r = W2 PReLU(W1 [z_1, ..., z_K] + b1) + b2, with z_k what expert k makes of the features.

        z_0 = relu(W x + b),  base = w . z_0 + c
        z_k = relu((W + U_k V_k) x + b),  expert k = (w + u_k) . z_k + c + c_k

    U_k, u_k and c_k begin at 0, so that every expert begins as the base. The score of the base is the part ``base`` and
    that of each expert a part of its name. Train it in stages (``staged``): ``head.base`` by its part; ``head.experts`` on
    labels of their capabilities, by ``SourceParts``; then ``head.mixture`` by the score, on comparisons that the base has
    not seen.

    Source: Quan 2024, "DMoERM" (arXiv 2403.01197), whose trunk is a language model and whose changes are LoRA on its
    attention.
    """

    paper = Paper(
        "quan2024dmoerm", "DMoERM: Recipes of Mixture-of-Experts for Effective Reward Modeling", "Quan, Shanghaoran",
        2024, arxiv="2403.01197",
    )  # fmt: skip

    def __init__(self, names: Sequence[str], hidden: int = 32, rank: int = 4) -> None:
        """Args: names: of the experts; hidden: width of trunk and mixture; rank: of an expert's change of the trunk."""
        super().__init__()
        if not names or rank < 1:
            raise ValueError(f"{len(names)} experts of rank {rank}: expected at least one of each")
        if "base" in names or len(set(names)) < len(names):
            raise ValueError(
                f"the experts are {', '.join(names)}: names must differ, and 'base' is the trunk's own part"
            )
        self.names = tuple(names)
        self.hidden = hidden
        self.rank = rank

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        self.base = nn.Sequential(nn.Linear(encoder.width, self.hidden), nn.ReLU(), nn.Linear(self.hidden, 1))
        self.experts = nn.ModuleList([Expert(encoder.width, self.hidden, self.rank) for _ in self.names])
        self.mixture = nn.Sequential(
            nn.Linear(len(self.names) * self.hidden, self.hidden), nn.PReLU(), nn.Linear(self.hidden, 1)
        )

    def forward(self, encoded: Encoded) -> Scores:
        x = self.standardised(encoded)
        trunk, bend, readout = self.base
        before = trunk(x)
        experts = [expert for expert in self.experts if isinstance(expert, Expert)]
        seen = [bend(before + expert(x)) for expert in experts]
        parts = {"base": readout(bend(before))[:, 0]}
        for name, expert, z in zip(self.names, experts, seen, strict=True):
            parts[name] = (readout(z) + expert.readout(z))[:, 0]
        return Scores(self.mixture(torch.cat(seen, dim=1))[:, 0], parts=parts)

    def config(self) -> Mapping[str, Any]:
        return {"names": list(self.names), "hidden": self.hidden, "rank": self.rank}


class Expert(nn.Module):
    """What one expert changes: U V x before the trunk's nonlinearity, and a readout added to the trunk's."""

    def __init__(self, width: int, hidden: int, rank: int) -> None:
        super().__init__()
        self.down = nn.Linear(width, rank, bias=False)
        self.up = nn.Linear(rank, hidden, bias=False)
        self.readout = nn.Linear(hidden, 1)
        for weight in (self.up.weight, self.readout.weight, self.readout.bias):
            nn.init.zeros_(weight)

    def forward(self, x: Float[Tensor, "n width"]) -> Float[Tensor, "n hidden"]:
        return self.up(self.down(x))
