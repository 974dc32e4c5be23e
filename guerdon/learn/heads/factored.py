"""Several choices made at once, each with probabilities of its own: what a sentence asks for, slot by slot."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.papers import Paper
from guerdon.types import Scores


class FactoredHead(Head):
    """p(choices | x) = prod_s softmax(W_s h_s(x) + b_s), over slots s.

    A slot reads the encoder's block of its own name where there is one, and every column otherwise: an encoder with a
    block for each slot makes slots that share nothing, one with a single block makes slots that share all. h_s is a
    layer with ReLU and dropout, or the columns as they are. The log-probabilities of each slot are a vector under the
    slot's name; the score is the log-probability of the likeliest choices, in nats: how sure the head is.

    Slots are chosen apart, so choices that make no sense together are possible; who reads them must know which slots
    count. One slot whose values are whole combinations is the model that shares nothing between them.

    Source: Karamcheti et al. 2017, "A Tale of Two DRAGGNs" (arXiv 1707.08668).
    """

    paper = Paper(
        "karamcheti2017tale",
        "A Tale of Two DRAGGNs: A Hybrid Approach for Interpreting Action-Oriented and Goal-Oriented Instructions",
        "Karamcheti, Siddharth and others", 2017, arxiv="1707.08668",
    )  # fmt: skip

    def __init__(self, slots: Mapping[str, Sequence[str]], hidden: int = 0, dropout: float = 0.0) -> None:
        """Args: slots: the values of each, by name; hidden: width of each slot's layer, none when 0; dropout: of it."""
        super().__init__()
        lone = [name for name, values in slots.items() if len(set(values)) < max(2, len(values))]
        if lone or not slots:
            raise ValueError(f"each slot is a choice of at least two distinct values; look at {lone or 'slots'}")
        self.slots = {name: tuple(values) for name, values in slots.items()}
        self.hidden = hidden
        self.dropout = dropout

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        self.layers = nn.ModuleDict({name: self.layer(name) for name in self.slots})

    def layer(self, name: str) -> nn.Module:
        width, values = self.blocks.get(name, sum(self.blocks.values())), len(self.slots[name])
        if self.hidden:
            reading = nn.Linear(width, self.hidden)
            return nn.Sequential(reading, nn.ReLU(), nn.Dropout(self.dropout), nn.Linear(self.hidden, values))
        linear = nn.Linear(width, values)
        nn.init.zeros_(linear.weight)
        nn.init.zeros_(linear.bias)
        return linear

    def forward(self, encoded: Encoded) -> Scores:
        features = self.standardised(encoded)
        blocks = dict(zip(self.blocks, features.split(list(self.blocks.values()), 1), strict=True))
        logprobs = {
            name: torch.log_softmax(layer(blocks.get(name, features)), 1) for name, layer in self.layers.items()
        }
        best = torch.stack([rows.amax(1) for rows in logprobs.values()])
        return Scores(best.sum(0), vectors=logprobs)

    def choices(self, scores: Scores) -> list[dict[str, str]]:
        """The likeliest value of each slot, of each example."""
        best = {name: scores.vectors[name].argmax(1).tolist() for name in self.slots}
        return [{name: self.slots[name][best[name][row]] for name in self.slots} for row in range(len(scores))]

    def config(self) -> Mapping[str, Any]:
        slots = {name: list(values) for name, values in self.slots.items()}
        return {"slots": slots, "hidden": self.hidden, "dropout": self.dropout}
