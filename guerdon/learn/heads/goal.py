"""A reward beside states of the response's own course, for objectives that draw one towards where it ends."""

from collections.abc import Mapping
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded
from guerdon.learn.heads.scalar import ScalarHead
from guerdon.types import Scores

GOLDEN = 0.6180339887498949
"""Multiples of it, modulo 1, lie evenly however many there are."""


class GoalHead(ScalarHead):
    """A linear reward that hands out couples of token states, an earlier and a later one, as the vector ``couples``.

    Its shape is n, 2, couples, width. In training the places are drawn at random, otherwise they are fixed shares of
    each response. The encoder must give the states of tokens.
    """

    def __init__(self, couples: int = 16) -> None:
        """Args: couples: how many are drawn from each response."""
        super().__init__()
        if couples < 1:
            raise ValueError(f"GoalHead needs at least 1 couple, got {couples}")
        self.couples = couples

    def forward(self, encoded: Encoded) -> Scores:
        if encoded.states is None:
            raise GuerdonError("GoalHead reads states of tokens, and the encoder gives none: use CausalEncoder")
        rows = [states[self.places(len(states))] for states in encoded.states.tokens]
        scores = super().forward(encoded)
        return Scores(scores.values, parts=scores.parts, vectors={"couples": torch.stack(rows)})

    def places(self, tokens: int) -> Int[Tensor, "2 couples"]:
        """Which tokens of a response make each couple, the earlier first.

        Raises:
            GuerdonError: the response has no token.
        """
        if not tokens:
            raise GuerdonError("GoalHead needs at least one token in each response, and one is empty: leave it out")
        shares = torch.rand(2, self.couples) if self.training else self.fixed()
        return (shares.sort(0).values * tokens).long().clamp_max(tokens - 1)

    def fixed(self) -> Float[Tensor, "2 couples"]:
        return (GOLDEN * torch.arange(1, 2 * self.couples + 1).double() % 1).float().reshape(2, self.couples)

    def config(self) -> Mapping[str, Any]:
        return {"couples": self.couples}
