"""Several heads on one encoding: doubt for the price of one pass of the encoder."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.papers import Paper
from guerdon.saving import pack, unpack
from guerdon.types import Scores


class EnsembleHead(Head):
    """r = mean_m r_m, with the standard deviation over the members m; each member's score is a part, ``member 1`` and on.

    Train it with ``Bagged``, so that members see other samples of the prompts; members that begin alike and learn from
    the same rows stay alike. How doubt counts is said afterwards: ``model >> Combine(LowerBound())``.

    Source: Coste et al. 2023, "Reward Model Ensembles Help Mitigate Overoptimization" (arXiv 2310.02743); many heads on
    one trunk as in Osband et al. 2016, "Deep Exploration via Bootstrapped DQN" (arXiv 1602.04621).
    """

    paper = Paper(
        "osband2016deep", "Deep Exploration via Bootstrapped DQN",
        "Osband, Ian and Blundell, Charles and Pritzel, Alexander and Van Roy, Benjamin", 2016, arxiv="1602.04621",
    )  # fmt: skip

    def __init__(self, members: Sequence[Head]) -> None:
        """Args: members: at least two, all of which read the pooled features and give scalar scores."""
        super().__init__()
        if len(members) < 2:
            raise ValueError(f"an ensemble needs at least 2 members, got {len(members)}")
        odd = next((member for member in members if type(member).gap is not Head.gap), None)
        if odd is not None:
            raise ValueError(f"{type(odd).__name__} compares pairs in its own way, which has no mean over members")
        self.members = nn.ModuleList(members)

    @property
    def each(self) -> list[Head]:
        return [member for member in self.members if isinstance(member, Head)]

    @property
    def names(self) -> tuple[str, ...]:
        """What the parts are called, in the order of the members."""
        return tuple(f"member {number}" for number in range(1, len(self.members) + 1))

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        for member in self.each:
            member.attach(encoder)

    def forward(self, encoded: Encoded) -> Scores:
        values = torch.stack([member(encoded).values for member in self.members])
        return Scores(values.mean(0), std=values.std(0), parts=dict(zip(self.names, values, strict=True)))

    def standardise(self, features: Float[Tensor, "n width"]) -> None:
        super().standardise(features)
        for member in self.each:
            member.standardise(features)

    def penalty(self) -> Float[Tensor, ""]:
        """The sum over the members of their own penalties."""
        return torch.stack([member.penalty() for member in self.each]).sum()

    def config(self) -> Mapping[str, Any]:
        return {}

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"members": [pack(member, folder) for member in self.each]}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "EnsembleHead":
        return cls([unpack(Head, member, folder) for member in config["members"]])
