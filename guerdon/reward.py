"""What a reward is, and the algebra by which rewards make rewards.

>>> safe = harmless >> Contrast(reference) >> LogSigmoid()
>>> reward = 0.5 * helpful.named("helpful") + safe.named("safe")
>>> reward.part("safe")
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.papers import cite
from guerdon.saving import DESCRIPTION, FORMAT, Storable, pack, replacing
from guerdon.types import Dense, Example, Scores
from guerdon.types.columns import as_example

Batch = TypeVar("Batch")


class Transform(Storable, ABC, Generic[Batch]):
    """Scores to scores, reading the batch where it needs to; ``reward >> transform`` is a reward."""

    @abstractmethod
    def __call__(self, scores: Scores, batch: Batch) -> Scores:
        """The new scores; parts, errors and gradients are kept unless dropping them is the point."""


class Reward(Storable, ABC, Generic[Batch]):
    """Says how good each member of a batch is.

    A batch is a ``Sequence[Example]`` for text and media, ``Transitions`` inside an environment, or tensors for
    differentiable image rewards. ``score`` is the one method to write. A score that fails is ``nan`` with a reason.
    """

    @abstractmethod
    def score(self, batch: Batch) -> Scores:
        """One score for each member of the batch, in its order."""

    def prefer(self, first: Batch, second: Batch) -> Float[Tensor, "n"]:
        """The probability that each first member is preferred to the second beside it.

        Here sigmoid(r(first) - r(second)). Preferences that no scalar can express override this.
        """
        return torch.sigmoid(self.score(first).values - self.score(second).values)

    def verdicts(self, first: Batch, second: Batch) -> Scores:
        """What ``prefer`` says, with the reasons where it says nothing and, where the reward tells, why it says so."""
        return Scores(self.prefer(first, second))

    @property
    def pairwise(self) -> bool:
        """Whether preferences may say more than scores, as cyclic ones do: then ask ``prefer``."""
        return type(self).prefer is not Reward.prefer

    @property
    def symmetric(self) -> bool:
        """Whether the order in which two are shown changes nothing, so that one order is enough to ask."""
        return not self.pairwise

    @property
    def version(self) -> int:
        """How often the reward has learned since it was made; a buffer's labels of an older version are stale."""
        return sum(part.version for part in self.operands)

    def reset(self, mask: Bool[np.ndarray, "envs"]) -> None:
        """Starts new episodes in the environments where the mask is true; a reward without state ignores it."""
        for part in self.operands:
            part.reset(mask)

    @property
    def operands(self) -> "tuple[Reward[Batch], ...]":
        """The rewards that this one is made from."""
        return ()

    def __call__(self, prompts: Sequence[Any], completions: Sequence[Any], **columns: Any) -> list[float]:
        """Scores prompts and completions in the form that TRL's trainers pass to a reward function.

        Args:
            prompts: text, or chat messages as role and content.
            completions: the same, one for each prompt.
            columns: further columns of the data set; ``reference`` and ``context`` (a mapping, or the JSON text of one)
                are read, the rest ignored.

        Returns:
            one number for each completion.

        Raises:
            ScoringError: some scores failed.
            ValueError: a context is neither a mapping nor the JSON text of one.
        """
        contexts = columns.get("context") or [{}] * len(prompts)
        references = columns.get("reference") or [None] * len(prompts)
        rows = zip(prompts, completions, contexts, references, strict=True)
        batch = [as_example(*row) for row in rows]
        return self.score(batch).require().values.tolist()  # type: ignore[arg-type]  # TRL speaks of texts alone

    def save(self, folder: str | Path) -> None:
        """Writes the reward to a folder that ``guerdon.load`` reads; all of it, or nothing.

        Raises:
            GuerdonError: the folder holds something else, or a part cannot be saved.
        """
        with replacing(Path(folder)) as draft:
            self.write(draft)

    def write(self, folder: Path, **notes: Any) -> None:
        """Writes the reward into an existing folder, with notes on how it came to be."""
        papers = [asdict(paper) for paper in cite(self)]
        description = {"format": FORMAT, **pack(self, folder), "papers": papers, "notes": notes}
        (folder / DESCRIPTION).write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n")

    @property
    def __name__(self) -> str:
        """What trainers log the reward under, and reports call it."""
        return type(self).__qualname__

    def named(self, name: str) -> "Reward[Batch]":
        """The same reward, its scores kept as a part of that name in all that is made from it."""
        return Named(self, name)

    def given(self, **context: Any) -> "Reward[Sequence[Example]]":
        """The same reward of examples whose contexts say this too: a criterion, a persona, a language."""
        return Given(cast("Reward[Sequence[Example]]", self), context)

    def for_user(self, user: Any) -> "Reward[Sequence[Example]]":
        """The reward as one user has it, for a reward that reads who is asked from the context's ``user``."""
        return self.given(user=user)

    def part(self, name: str) -> "Reward[Batch]":
        """The named part alone, as a reward."""
        return Part(self, name)

    def __add__(self, other: "Reward[Batch]") -> "Reward[Batch]":
        return Sum(self, other)

    def __sub__(self, other: "Reward[Batch]") -> "Reward[Batch]":
        return Sum(self, -other)

    def __mul__(self, factor: float) -> "Reward[Batch]":
        return Scaled(self, factor)

    __rmul__ = __mul__

    def __neg__(self) -> "Reward[Batch]":
        return Scaled(self, -1.0)

    def __rshift__(self, transform: Transform[Batch]) -> "Reward[Batch]":
        return Transformed(self, transform)


class Streamed(Reward[Sequence[Example]]):
    """A reward whose scores come in an order of its own, as those of many machines do: ``stream`` is the method to write."""

    @abstractmethod
    def stream(self, batch: Sequence[Example]) -> Iterator[tuple[list[int], Scores]]:
        """Scores as they come: which members of the batch, each once, and the scores of these."""

    def score(self, batch: Sequence[Example]) -> Scores:
        rows, pieces = zip(*self.stream(batch), strict=True) if len(batch) else ((), ())
        order = torch.tensor([row for piece in rows for row in piece], dtype=torch.long).argsort()
        return Scores.concatenate(list(pieces))[order] if pieces else Scores(torch.zeros(0))


class PairReward(Reward[Sequence[Example]]):
    """A reward that compares two responses and scores none alone: ``verdicts`` is the method to write."""

    @abstractmethod
    def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
        """The probability that each first response is preferred, nan with a reason where it cannot say."""

    def prefer(self, first: Sequence[Example], second: Sequence[Example]) -> Float[Tensor, "n"]:
        return self.verdicts(first, second).values

    def score(self, batch: Sequence[Example]) -> Scores:
        """Fails for every response; ``shape.WinProbability`` makes scores of preferences."""
        why = f"{type(self).__name__} compares two responses, and scores none alone"
        return Scores(torch.full((len(batch),), torch.nan), errors=(why,) * len(batch))


class StepReward(Reward[Batch]):
    """A reward that keeps state inside episodes, or learns while it is used.

    ``reset(mask)`` must start new episodes; call ``updated()`` after each learning step.
    """

    updates = 0

    @property
    def version(self) -> int:
        return self.updates

    def updated(self) -> None:
        """Notes that the reward has changed, so that labels made before are stale."""
        self.updates += 1

    @abstractmethod
    def reset(self, mask: Bool[np.ndarray, "envs"]) -> None: ...


@dataclass(frozen=True)
class Sum(Reward[Batch]):
    """r = a + b. Parts of the same name add; dense rewards add where both have them over the same units."""

    first: Reward[Batch]
    second: Reward[Batch]

    @property
    def operands(self) -> tuple[Reward[Batch], ...]:
        return (self.first, self.second)

    def score(self, batch: Batch) -> Scores:
        a, b = self.first.score(batch), self.second.score(batch)
        return Scores(
            a.values + b.values,
            _add_dense(a.dense, b.dense),
            _add_std(a.std, b.std),
            _add_parts(a.parts, b.parts),
            _join(a.rationale, b.rationale),
            _join(a.errors, b.errors),
        )


@dataclass(frozen=True)
class Made(Reward[Batch]):
    """A reward made from one other."""

    reward: Reward[Batch]

    @property
    def operands(self) -> tuple[Reward[Batch], ...]:
        return (self.reward,)


@dataclass(frozen=True)
class Scaled(Made[Batch]):
    """r = k a. Parts and dense rewards scale with it."""

    factor: float

    def score(self, batch: Batch) -> Scores:
        scores = self.reward.score(batch)
        dense = scores.dense and replace(
            scores.dense, values=tuple(self.factor * units for units in scores.dense.values)
        )
        std = None if scores.std is None else abs(self.factor) * scores.std
        parts = {name: self.factor * part for name, part in scores.parts.items()}
        return replace(scores, values=self.factor * scores.values, dense=dense, std=std, parts=parts)

    def prefer(self, first: Batch, second: Batch) -> Float[Tensor, "n"]:
        if not self.pairwise:
            return super().prefer(first, second)
        said = self.reward.prefer(first, second)  # shown in this order, whichever is liked
        return said if self.factor == 1 else 1 - said

    def verdicts(self, first: Batch, second: Batch) -> Scores:
        if not self.pairwise:
            return super().verdicts(first, second)
        said = self.reward.verdicts(first, second)
        return said if self.factor == 1 else replace(said, values=1 - said.values, parts={})

    @property
    def pairwise(self) -> bool:
        return abs(self.factor) == 1 and self.reward.pairwise

    @property
    def symmetric(self) -> bool:
        return not self.pairwise or self.reward.symmetric


@dataclass(frozen=True)
class Transformed(Made[Batch]):
    """r = f(a), the transform reading the batch where it needs to."""

    transform: Transform[Batch]

    def score(self, batch: Batch) -> Scores:
        return self.transform(self.reward.score(batch), batch)


@dataclass(frozen=True)
class Part(Made[Batch]):
    """One named part of a reward as a reward."""

    name: str

    def score(self, batch: Batch) -> Scores:
        scores = self.reward.score(batch)
        if self.name not in scores.parts:
            known = ", ".join(sorted(scores.parts)) or "none"
            raise GuerdonError(f"the reward has no part {self.name!r}; its parts: {known}")
        values = scores.parts[self.name]
        return Scores(values, parts={self.name: values}, rationale=scores.rationale, errors=scores.errors)

    @property
    def __name__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Alike(Made[Batch]):
    """A reward that prefers as the one that it is made from; ``seen`` is what it shows it."""

    def seen(self, batch: Batch) -> Batch:
        return batch

    def score(self, batch: Batch) -> Scores:
        return self.reward.score(self.seen(batch))

    def prefer(self, first: Batch, second: Batch) -> Float[Tensor, "n"]:
        return self.reward.prefer(self.seen(first), self.seen(second))

    def verdicts(self, first: Batch, second: Batch) -> Scores:
        return self.reward.verdicts(self.seen(first), self.seen(second))

    @property
    def pairwise(self) -> bool:
        return self.reward.pairwise

    @property
    def symmetric(self) -> bool:
        return self.reward.symmetric


@dataclass(frozen=True)
class Named(Alike[Batch]):
    """The same reward, its values kept as a part besides."""

    name: str

    def score(self, batch: Batch) -> Scores:
        scores = self.reward.score(batch)
        return replace(scores, parts={**scores.parts, self.name: scores.values})

    @property
    def __name__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Given(Alike[Sequence[Example]]):
    """A reward of examples with more context than they have of their own."""

    context: Mapping[str, Any]

    def seen(self, batch: Sequence[Example]) -> list[Example]:
        return [replace(example, context={**example.context, **self.context}) for example in batch]


def _add_dense(a: Dense | None, b: Dense | None) -> Dense | None:
    if a is None or b is None or not a.fits(b):
        return None
    return replace(a, values=tuple(x + y for x, y in zip(a.values, b.values, strict=True)))


def _add_std(a: Tensor | None, b: Tensor | None) -> Tensor | None:
    """The spread of a sum of independent rewards."""
    if a is None or b is None:
        return b if a is None else a
    return torch.hypot(a, b)


def _add_parts(a: Mapping[str, Tensor], b: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {**a, **{name: a[name] + part if name in a else part for name, part in b.items()}}


def _join(a: tuple[str | None, ...] | None, b: tuple[str | None, ...] | None) -> tuple[str | None, ...] | None:
    if a is None or b is None:
        return b if a is None else a
    return tuple("\n".join(text for text in (x, y) if text) or None for x, y in zip(a, b, strict=True))
