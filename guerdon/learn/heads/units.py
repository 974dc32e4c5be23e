"""A score for each token, or for each unit of a response, and one for the whole that is pooled from them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder, States
from guerdon.learn.heads.base import Head
from guerdon.learn.segmenters.base import Segmenter
from guerdon.saving import pack, unpack
from guerdon.types import Dense, Example, Level, Scores

POOLS = ("mean", "sum", "min", "max", "prod", "last")
KNOWN = 200_000
"""Responses whose units are remembered."""


class UnitHead(Head):
    """r_u = w . h_u + b at the last token of each unit u, and r = pool of r_u.

    Without a segmenter every token is a unit. The encoder must give the states of tokens. Mean pooling keeps the sum's
    length out of the whole; a response without a unit scores ``nan``.

    Source: one linear layer on the states of tokens, as Yin et al. 2025 (arXiv 2501.02790) and Fu et al. 2024
    (arXiv 2410.04734) have it.
    """

    def __init__(self, pool: str = "mean", units: Segmenter | None = None) -> None:
        """Args: pool: mean, sum, min, max, prod or last; units: where units end, each token by itself when None."""
        super().__init__()
        if pool not in POOLS:
            raise ValueError(f"pool={pool!r} is not known; use one of {', '.join(POOLS)}")
        self.how = pool
        self.units = units
        self.known: dict[str, tuple[Tensor, Tensor]] = {}

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        self.linear = nn.Linear(encoder.width, 1)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)

    def forward(self, encoded: Encoded) -> Scores:
        units = read(self.scaled(encoded))
        counts = torch.tensor([len(row) for row in units.tokens])
        flat = self.linear(torch.cat(units.tokens))[:, 0]
        return Scores(self.pooled(flat, counts), Dense(self.level, flat.split(counts.tolist()), units.ends))

    @property
    def level(self) -> Level:
        """What the units are called."""
        return self.units.level if self.units else "token"

    def features(self, encoded: Encoded) -> Float[Tensor, "u width"]:
        """The states at the ends of units, those of all responses one after another."""
        return torch.cat(read(encoded if encoded.standardised else self.narrowed(encoded)).tokens)

    def scaled(self, encoded: Encoded) -> Encoded:
        """The states at the ends of units alone, standardised."""
        if encoded.standardised:
            return encoded
        narrow = self.narrowed(encoded)
        units = read(narrow)
        flat = (torch.cat(units.tokens).to(self.centre) - self.centre) / self.spread
        rows = flat.split([len(row) for row in units.tokens])
        return replace(narrow, states=States(rows, units.ends), standardised=True)

    def narrowed(self, encoded: Encoded) -> Encoded:
        """The same encoding with the states at the ends of units alone."""
        states = read(encoded)
        places, ends = self.located(states, encoded.examples)
        rows = tuple(row[place] for row, place in zip(states.tokens, places, strict=True))
        return replace(encoded, states=States(rows, ends))

    def located(
        self, states: States, examples: tuple[Example, ...]
    ) -> tuple[list[Int[Tensor, "_u"]], tuple[Int[Tensor, "_u"], ...]]:
        """At which token each unit of each response ends, and at which character."""
        if self.units is None:
            return [torch.arange(len(ends)) for ends in states.ends], states.ends
        new = [row for row, example in enumerate(examples) if example.identity not in self.known]
        if len(self.known) + len(new) > KNOWN:
            self.known, new = {}, list(range(len(examples)))
        for row, cuts in zip(new, self.units([examples[row] for row in new]), strict=True):
            self.known[examples[row].identity] = last_tokens(cuts, states.ends[row])
        found = [self.known[example.identity] for example in examples]
        return [places for places, _ in found], tuple(ends for _, ends in found)

    def pooled(self, flat: Float[Tensor, "u"], counts: Int[Tensor, "n"]) -> Float[Tensor, "n"]:
        """One number for each response; nan for one without units."""
        empty = counts == 0
        if self.how == "last":
            values = torch.cat([flat, flat.new_zeros(1)])[counts.cumsum(0) - 1]
        else:
            lengths = counts.to(flat.device)
            values = torch.segment_reduce(flat, self.how, lengths=lengths, unsafe=True)
        return values.masked_fill(empty.to(flat.device), torch.nan)

    def config(self) -> Mapping[str, Any]:
        return {"pool": self.how}

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"pool": self.how, "units": self.units and pack(self.units, folder)}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "UnitHead":
        units = config["units"]
        return cls(config["pool"], unpack(Segmenter, units, folder) if units else None)


def read(encoded: Encoded) -> States:
    """The states of tokens.

    Raises:
        GuerdonError: the encoder gives none.
    """
    if encoded.states is None:
        raise GuerdonError("UnitHead scores tokens, and the encoder gives no states of tokens: use CausalEncoder")
    return encoded.states


def last_tokens(cuts: Int[Tensor, "_c"], ends: Int[Tensor, "t"]) -> tuple[Int[Tensor, "_u"], Int[Tensor, "_u"]]:
    """The token at which each unit ends, and the character; units that truncation has cut away are left out.

    A cut within a token counts for the end of that token; two cuts in one token are one.
    """
    if not len(ends):
        return cuts[:0], cuts[:0]
    places = torch.searchsorted(ends, cuts).clamp_max(len(ends) - 1)
    keep = torch.ones(len(places), dtype=torch.bool)
    keep[:-1] = places[1:] > places[:-1]
    return places[keep], cuts[keep]
