"""What an encoder is: examples in, vectors out."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from guerdon.saving import Storable
from guerdon.transformer.slicing import of_like_length
from guerdon.transformer.tokens import Cut
from guerdon.types import Dense, Example, Scores


@dataclass(frozen=True)
class Encoded:
    """What a head reads.

    ``pooled`` holds one vector for each example, in named blocks of columns; ``states`` those of the tokens of each
    response, where the encoder has them.
    """

    pooled: Float[Tensor, "n width"]
    blocks: Mapping[str, int]
    """Block name to number of columns, in order."""
    examples: tuple[Example, ...]
    """What was encoded: heads read contexts and steps of it."""
    states: "States | None" = None
    standardised: bool = False
    """Whether the columns of ``pooled`` are centred and scaled already, so that a head has not to."""

    @classmethod
    def concatenate(cls, pieces: "Sequence[Encoded]") -> "Encoded":
        """The examples of several, by one encoder, one after another."""
        states = [piece.states for piece in pieces if piece.states is not None]
        return cls(
            torch.cat([piece.pooled for piece in pieces]),
            pieces[0].blocks,
            tuple(chain(*(piece.examples for piece in pieces))),
            States.concatenate(states) if states else None,
        )

    def at(self, rows: slice) -> "Encoded":
        """Some of the examples."""
        states = self.states and self.states.at(rows)
        return replace(self, pooled=self.pooled[rows], examples=self.examples[rows], states=states)

    def first(self, n: int) -> "Encoded":
        """The first n examples."""
        return self.at(slice(n))


@dataclass(frozen=True)
class States:
    """The hidden states of the tokens of each response, and what a language model makes of them."""

    tokens: tuple[Float[Tensor, "_t d"], ...]
    """One row for each token of each response."""
    ends: tuple[Int[Tensor, "_t"], ...]
    """Where each token ends, as a character offset into the response."""
    logprobs: tuple[Float[Tensor, "_t"], ...] | None = None
    """log p(token | all before it), where the encoder is a language model that keeps its head."""
    entropies: tuple[Float[Tensor, "_t"], ...] | None = None
    """The entropy, in nats, of the distribution that each token was drawn from."""
    reference: tuple[Float[Tensor, "_t"], ...] | None = None
    """``logprobs`` under the model that training started from."""
    attention: tuple[Float[Tensor, "_t"], ...] | None = None
    """How much the text's last token looks at each, in the last layer, where the encoder was to tell."""

    def sums(self) -> dict[str, Float[Tensor, "n"]]:
        """The log-probability of each response, by whose model it is; ``tokens`` is how many it is the sum of."""
        said = {"logprob": self.logprobs, "reference": self.reference}
        known = {name: torch.stack([row.sum() for row in rows]) for name, rows in said.items() if rows}
        counts = torch.tensor([float(len(ends)) for ends in self.ends])
        return known | {"tokens": counts.to(known["logprob"])} if known else {}

    def told(self, scores: Scores) -> Scores:
        """Scores that carry along what is known here besides states."""
        attention = Dense("token", self.attention, self.ends) if self.attention else None
        return replace(scores, vectors={**scores.vectors, **self.sums()}, attention=attention)

    @classmethod
    def concatenate(cls, pieces: "Sequence[States]") -> "States":
        """The rows of several one after another; what some of them lack is left out."""

        columns = {field.name: [getattr(piece, field.name) for piece in pieces] for field in fields(cls)}
        return cls(**{name: tuple(chain(*rows)) for name, rows in columns.items() if None not in rows})

    def at(self, rows: slice) -> "States":
        """Those of some responses."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        return States(**{name: column and column[rows] for name, column in columns.items()})


class Encoder(nn.Module, Storable, ABC):
    """Turns examples into vectors.

    ``prepare`` makes what ``forward`` takes, one item for each example, and is called once for each example of a fit;
    ``cost`` says how long an item is, so that items of like length share a batch. To add an encoder, subclass in a
    file of this folder; heads and objectives do not know what it reads.
    """

    frozen: bool = False
    """Whether nothing here learns, so that each example is encoded once."""
    blocks: Mapping[str, int]
    """Block name to number of columns, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.final: nn.Linear | None = None
        """A linear layer that the encoder's own model ends in, for a scalar head to take over."""

    @property
    def width(self) -> int:
        """The number of columns of ``pooled``."""
        return sum(self.blocks.values())

    @property
    def name(self) -> str:
        """What reports call it."""
        return type(self).__name__

    @property
    def cut(self) -> Cut:
        """What truncation has removed so far; nothing for an encoder that reads all."""
        return Cut()

    def likeness(self, example: Example) -> tuple[Any, ...]:
        """What examples are sorted by, so that those next to each other are cheap to encode together."""
        return (len(example.prompt_text) + len(example.response),)

    def prepare(self, examples: Sequence[Example]) -> Sequence[Any]:
        """The items that ``forward`` takes, one for each example."""
        return examples

    def cost(self, item: Any) -> int:
        """The length of an item, in tokens where it has any."""
        return 1

    def slices(self, items: Sequence[Any], budget: int) -> list[list[int]]:
        """Which items pass together: of like length, as many as a budget of padded tokens has room for.

        An encoder that computes a common beginning once overrides this, to keep items together that have one.
        """
        return of_like_length([self.cost(item) for item in items], budget)

    @abstractmethod
    def forward(self, items: Sequence[Any]) -> Encoded:
        """Encodes a batch of items."""

    @abstractmethod
    def pack(self, folder: Path) -> Mapping[str, Any]:
        """Writes what is needed besides the returned JSON values to a folder; ``unpack`` gets both."""

    @classmethod
    @abstractmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Encoder":
        """The encoder that was saved."""
