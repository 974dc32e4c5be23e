"""What a reward says: one number for each response, with its parts, its units and its failures."""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.errors import GuerdonError

Level = Literal["turn", "step", "segment", "token"]


@dataclass(frozen=True)
class Dense:
    """Rewards for the units of each response, in order."""

    level: Level
    values: tuple[Float[Tensor, "_units"], ...]
    """One 1-D tensor for each example."""
    ends: tuple[Int[Tensor, "_units"], ...]
    """Where each unit ends, as a character offset into the response, so that levels of different tokenizers compare."""

    def __post_init__(self) -> None:
        for row, (values, ends) in enumerate(zip(self.values, self.ends, strict=True)):
            if len(values) != len(ends):
                raise ValueError(f"example {row} has {len(values)} {self.level} rewards but {len(ends)} end offsets")

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, rows: Int[Tensor, "m"]) -> "Dense":
        """Those of some examples, in the order asked for."""
        picked = rows.tolist()
        return Dense(self.level, tuple(self.values[row] for row in picked), tuple(self.ends[row] for row in picked))

    @classmethod
    def concatenate(cls, pieces: "Sequence[Dense]") -> "Dense":
        """The examples of several of the same level, one after another."""
        values, ends = (tuple(chain(*(getattr(piece, name) for piece in pieces))) for name in ("values", "ends"))
        return cls(pieces[0].level, values, ends)

    def fits(self, other: "Dense") -> bool:
        """Whether the other speaks of the same units, so that the two can be added."""
        same = self.level == other.level and len(self.ends) == len(other.ends)
        return same and all(a.equal(b) for a, b in zip(self.ends, other.ends, strict=True))


LEAST = 2.0**-20
"""How near a probability may come to 0 or 1 before its odds are taken; float32 has both ends exactly."""
REDUCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "sum": torch.sum,
    "mean": torch.mean,
    "min": torch.min,
    "max": torch.max,
    "product": torch.prod,
    "geometric_mean": lambda units: units.log().mean().exp(),
    "mean_logit": lambda units: torch.sigmoid(torch.logit(units, LEAST).mean()),
    "mean_odds": lambda units: torch.exp(torch.logit(units, LEAST)).mean(),
    "last": lambda units: units[-1],
}
"""How the units of a response become one number; add a name here to add a way."""


@dataclass(frozen=True)
class Scores:
    """What a reward says of a batch. Gradients flow through the tensors where the reward is differentiable.

    A score that failed is ``nan`` and its entry of ``errors`` says why.
    """

    values: Float[Tensor, "n"]
    dense: Dense | None = None
    """Rewards below the level of the whole response."""
    std: Float[Tensor, "n"] | None = None
    """The reward's own uncertainty, as a standard deviation."""
    parts: Mapping[str, Float[Tensor, "n"]] = field(default_factory=dict)
    """Named components."""
    rationale: tuple[str | None, ...] | None = None
    errors: tuple[str | None, ...] | None = None
    vectors: Mapping[str, Float[Tensor, "n ..."]] = field(default_factory=dict)
    """What the values were made from, by name, where an objective or a comparison needs it: the embedding of a
    preference that no scalar can express, the states that a contrast is drawn between. A sum drops them."""
    attention: Dense | None = None
    """How much the reward looked at each unit, where it tells. A sum drops it."""

    def __post_init__(self) -> None:
        n = len(self.values)
        for name, rows in (
            ("dense", self.dense),
            ("attention", self.attention),
            ("std", self.std),
            ("rationale", self.rationale),
            ("errors", self.errors),
            *self.parts.items(),
            *self.vectors.items(),
        ):
            if rows is not None and len(rows) != n:
                raise ValueError(f"{name} has {len(rows)} entries for {n} scores")

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, rows: Int[Tensor, "m"]) -> "Scores":
        """The scores of some rows, in the order asked for."""
        picked = rows.tolist()
        return Scores(
            self.values[rows],
            None if self.dense is None else self.dense[rows],
            None if self.std is None else self.std[rows],
            {name: part[rows] for name, part in self.parts.items()},
            _pick(self.rationale, picked),
            _pick(self.errors, picked),
            {name: vectors[rows] for name, vectors in self.vectors.items()},
            None if self.attention is None else self.attention[rows],
        )

    @classmethod
    def concatenate(cls, pieces: "Sequence[Scores]") -> "Scores":
        """The rows of several scores one after another.

        Raises:
            ValueError: some have parts, vectors, a level of dense rewards or an uncertainty that others lack.
        """
        if not pieces:
            return cls(torch.zeros(0))
        if len({piece._columns for piece in pieces}) > 1:
            raise ValueError("scores that differ in their parts, vectors, dense rewards or std have no common columns")
        dense, attention = (
            [units for units in column if units is not None]
            for column in ([piece.dense for piece in pieces], [piece.attention for piece in pieces])
        )
        std = [piece.std for piece in pieces if piece.std is not None]
        rationale = [why for piece in pieces for why in piece.rationale or (None,) * len(piece)]
        errors = [why for piece in pieces for why in piece.errors or (None,) * len(piece)]
        return cls(
            torch.cat([piece.values for piece in pieces]),
            Dense.concatenate(dense) if dense else None,
            torch.cat(std) if std else None,
            {name: torch.cat([piece.parts[name] for piece in pieces]) for name in pieces[0].parts},
            tuple(rationale) if any(rationale) else None,
            tuple(errors) if any(errors) else None,
            {name: torch.cat([piece.vectors[name] for piece in pieces]) for name in pieces[0].vectors},
            Dense.concatenate(attention) if attention else None,
        )

    @property
    def _columns(self) -> tuple[Hashable, ...]:
        """What there is besides values."""
        levels = [None if units is None else units.level for units in (self.dense, self.attention)]
        return *levels, self.std is None, frozenset(self.parts), frozenset(self.vectors)

    @property
    def failed(self) -> tuple[int, ...]:
        """The rows that have no score."""
        return tuple(self.values.detach().isnan().nonzero().flatten().tolist())

    def require(self) -> "Scores":
        """Itself when every score is there.

        Raises:
            ScoringError: with the count and the first cause, when some are not.
        """
        if not self.failed:
            return self
        first = self.failed[0]
        why = (self.errors[first] if self.errors else None) or "the reward gave nan without a reason"
        raise ScoringError(f"{len(self.failed)} of {len(self)} scores failed; the first, of example {first + 1}: {why}")

    def to(
        self, level: Literal["response"] | Level, how: str = "sum", ends: Sequence[Int[Tensor, "_units"]] | None = None
    ) -> "Scores":
        """The same rewards at a coarser level.

        Args:
            level: ``response``, or the level of the units that ``ends`` describes.
            how: one of ``REDUCTIONS``.
            ends: for a level below the response, where each of its units ends (character offsets), for each example.

        Returns:
            Scores whose values (at ``response``) or dense rewards (elsewhere) are reduced; the rest is kept.

        Raises:
            ValueError: there are no dense rewards, the reduction is unknown, or a unit of an example that has dense
                rewards would be empty. An example that has none is nan, with a reason.
        """
        if self.dense is None:
            raise ValueError("these scores are of whole responses; nothing below that level is known")
        if how not in REDUCTIONS:
            raise ValueError(f"how={how!r} is no known reduction; use one of {', '.join(REDUCTIONS)}")
        reduce = REDUCTIONS[how]
        if level == "response":
            reduced = [reduce(units) if len(units) else units.new_tensor(math.nan) for units in self.dense.values]
            return self._with(torch.stack(reduced) if reduced else self.values, f"it has no {self.dense.level} rewards")
        if ends is None:
            raise ValueError(f"to({level!r}) needs ends=, the offsets at which each {level} ends")
        rows = zip(self.dense.values, self.dense.ends, ends, strict=True)
        groups = [_group(number, *row, reduce) for number, row in enumerate(rows, start=1)]
        return replace(self, dense=Dense(level, tuple(groups), tuple(ends)))

    def _with(self, values: Float[Tensor, "n"], why: str) -> "Scores":
        """The same with other values; a row that has none and no error yet gets this one."""
        known = self.errors or (None,) * len(self)
        lost = values.detach().isnan().tolist()
        errors = tuple(cause or (why if none else None) for cause, none in zip(known, lost, strict=True))
        return replace(self, values=values, errors=errors if any(errors) else self.errors)


class ScoringError(GuerdonError, RuntimeError):
    """Some scores are missing where all are needed."""


def _pick(column: tuple | None, rows: Sequence[int]) -> tuple | None:
    return None if column is None else tuple(column[row] for row in rows)


def _group(number: int, values: Tensor, ends: Tensor, boundaries: Tensor, reduce: Callable[[Tensor], Tensor]) -> Tensor:
    if not len(values):
        return values.new_full((len(boundaries),), math.nan)
    owner = torch.searchsorted(boundaries, ends)
    groups = [values[owner == unit] for unit in range(len(boundaries))]
    if any(not len(group) for group in groups) or int((owner >= len(boundaries)).sum()):
        raise ValueError(
            f"the boundaries of example {number} do not cover its dense rewards: each unit needs at least one, and the "
            "last must reach the end"
        )
    return torch.stack([reduce(group) for group in groups])
