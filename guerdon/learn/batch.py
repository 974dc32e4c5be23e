"""A batch of feedback as objectives read it: the distinct responses, and one tensor for each column of labels."""

from abc import abstractmethod
from collections.abc import Sequence
from copy import copy
from functools import cached_property
from typing import Any, Generic, Self, TypeVar

import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.records import Comparisons, Rankings, Ratings, Records
from guerdon.surface import Attribute
from guerdon.types import Comparison, Example, Ranking, Rating

Row = TypeVar("Row")


class Batch(Generic[Row]):
    """Some rows of one kind of feedback. To let objectives read another kind, subclass and name it in ``KINDS``."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        self.columns: dict[str, Float[Tensor, "n"]] = {}
        self.attributes: dict[Attribute, Float[Tensor, "m"]] = {}
        self.variants: dict[str, Self] = {}

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    @abstractmethod
    def responses(self) -> tuple[Example, ...]:
        """Every response of the batch."""

    @staticmethod
    @abstractmethod
    def one(row: Row) -> Example:
        """A response of a row, for what all of a row have in common."""

    @cached_property
    def prompts(self) -> list[str]:
        """The text of each row's prompt."""
        return [self.one(row).prompt_text for row in self.rows]

    def column(self, name: str) -> Float[Tensor, "n"]:
        """One number of each row, by the name of its field.

        Raises:
            GuerdonError: some rows have none.
        """
        if name not in self.columns:
            values = [getattr(row, name, None) for row in self.rows]
            if None in values:
                row = self.rows[values.index(None)]
                raise GuerdonError(
                    f"the objective reads {name!r}, which {values.count(None):,} of {len(values):,} rows do not have; "
                    f"the first: {getattr(row, 'id', '')}"
                )
            self.columns[name] = torch.tensor(values, dtype=torch.float32)
        return self.columns[name]

    def attribute(self, measure: Attribute) -> Float[Tensor, "m"]:
        """A number of the text of every response, in the order of ``responses``; measured once."""
        if measure not in self.attributes:
            self.attributes[measure] = torch.tensor([float(measure(each.response)) for each in self.responses])
        return self.attributes[measure]

    def reweighted(self, name: str, factors: Float[Tensor, "n"]) -> Self:
        """The same rows, their weights times some factors; asked again by the same name, the same batch."""
        if name not in self.variants:
            other = copy(self)  # what the two have computed so far is of the same rows
            other.columns = self.columns | {"weight": self.column("weight") * factors}
            self.variants[name] = other
        return self.variants[name]

    def mean(self, losses: Float[Tensor, "n"]) -> Float[Tensor, ""]:
        """The mean of one loss of each row, by the rows' weights; 0 where every weight is 0."""
        weight = self.column("weight").to(losses)
        return (weight * losses).sum() / weight.sum().clamp_min(1e-12)


class ComparisonBatch(Batch[Comparison]):
    """Comparisons; ``responses`` holds every chosen one, then every rejected one."""

    @staticmethod
    def one(row: Comparison) -> Example:
        return row.chosen

    @cached_property
    def responses(self) -> tuple[Example, ...]:
        return (*(row.chosen for row in self.rows), *(row.rejected for row in self.rows))


class RatingBatch(Batch[Rating]):
    """Ratings; one response a row."""

    @staticmethod
    def one(row: Rating) -> Example:
        return row.example

    @cached_property
    def responses(self) -> tuple[Example, ...]:
        return tuple(row.example for row in self.rows)

    @cached_property
    def groups(self) -> Int[Tensor, "n"]:
        """Which prompt each row is of: 0, 1, ... in the order in which they first appear."""
        places: dict[Any, int] = {}
        return torch.tensor([places.setdefault(row.example.prompt, len(places)) for row in self.rows])

    def rated(self, name: str) -> Float[Tensor, "n"]:
        """The value that each row gives to an attribute; nan where it gives none."""
        key = f"values/{name}"
        if key not in self.columns:
            self.columns[key] = torch.tensor(
                [row.values.get(name, torch.nan) for row in self.rows], dtype=torch.float32
            )
        return self.columns[key]


class RankingBatch(Batch[Ranking]):
    """Rankings; ``responses`` holds those of the first, then those of the second, and so on."""

    @staticmethod
    def one(row: Ranking) -> Example:
        return row.examples[0]

    @cached_property
    def responses(self) -> tuple[Example, ...]:
        return tuple(example for row in self.rows for example in row.examples)

    @cached_property
    def sizes(self) -> list[int]:
        """How many responses each ranking has."""
        return [len(row.examples) for row in self.rows]

    @cached_property
    def ranks(self) -> Float[Tensor, "m"]:
        """The rank of every response, in the order of ``responses``."""
        return torch.tensor([float(rank) for row in self.rows for rank in row.ranks])


def batched(records: Records, rows: Sequence) -> Batch:
    """The batch that fits a kind of records."""
    return KINDS[type(records)](rows)


KINDS: dict[type[Records], type[Batch]] = {
    Comparisons: ComparisonBatch,
    Ratings: RatingBatch,
    Rankings: RankingBatch,
}
