"""What a head is: encoded examples in, scores out."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.saving import Storable
from guerdon.types import Scores

if TYPE_CHECKING:
    from guerdon.records import Records


class Head(nn.Module, Storable, ABC):
    """Turns what an encoder says into scores.

    ``attach`` makes the layers once the encoder is known; ``forward`` reads features through ``standardised``, which
    is the identity until a fit on frozen features sets it. To add a head, subclass in a file of this folder.
    """

    centre: Float[Tensor, "width"]
    spread: Float[Tensor, "width"]
    pool: int = 0
    """How many training responses it wants to see once its weights are final; ``settle`` gets them."""

    def attach(self, encoder: Encoder) -> None:
        """Makes the layers for an encoder's columns; subclasses extend this."""
        self.blocks = dict(encoder.blocks)
        self.register_buffer("centre", torch.zeros(encoder.width))
        self.register_buffer("spread", torch.ones(encoder.width))

    @abstractmethod
    def forward(self, encoded: Encoded) -> Scores:
        """Scores of a batch, with gradients."""

    def gap(self, first: Scores, second: Scores) -> Float[Tensor, "n"]:
        """How far each first response is preferred to the second beside it, as a logit: r_first - r_second.

        A head of preferences that no scalar can express overrides this; Bradley-Terry learns from it.
        """
        return first.values - second.values

    def check(self, records: "Records") -> None:
        """Raises a GuerdonError before training where the data does not fit this head; most read any."""

    def require(self, names: Iterable[Any]) -> None:
        """Raises a GuerdonError where a user is named whom this head does not know; most heads tell nobody apart."""

    def settle(self, encoded: Encoded) -> None:
        """Keeps what later scores are held against of some training responses; most heads need none."""

    @abstractmethod
    def config(self) -> Mapping[str, Any]:
        """The arguments that make this head again."""

    def standardise(self, features: Float[Tensor, "n width"]) -> None:
        """Sets the centre and the spread of each column from training features.

        A column of a block of w columns gets the variance w^(-1/2): half-way between a penalty that weighs on all
        columns alike, under which a block of sixteen drowns in one of a thousand, and one that weighs on all blocks
        alike. Constant columns keep their scale.
        """
        self.centre = features.mean(0).to(self.centre)
        spread = features.std(0).to(self.spread)
        shares = torch.cat([spread.new_full((width,), width**0.25) for width in self.blocks.values()])
        self.spread = torch.where(spread > 1e-6, spread * shares, torch.ones_like(spread))

    def standardised(self, encoded: Encoded) -> Float[Tensor, "n width"]:
        """The pooled features, centred and scaled."""
        if encoded.standardised:
            return encoded.pooled
        return (encoded.pooled.to(self.centre) - self.centre) / self.spread

    def features(self, encoded: Encoded) -> Float[Tensor, "rows width"]:
        """The vectors that the first weights multiply, by which columns are standardised: here one for each example."""
        return encoded.pooled

    def scaled(self, encoded: Encoded) -> Encoded:
        """The same encoding, what this head reads of it standardised once and for all."""
        return replace(encoded, pooled=self.standardised(encoded), standardised=True)

    def penalty(self) -> Float[Tensor, ""]:
        """The sum of squared weights, which ``l2`` multiplies."""
        weights = [parameter.square().sum() for parameter in self.parameters() if parameter.ndim > 1]
        return torch.stack(weights).sum()

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return self.config()

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Head":
        return cls(**config)
