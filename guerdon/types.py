"""The nouns that every room speaks: examples, preferences over them, transitions, and scores.

Data at rest lives in ``guerdon.records``; what a reward is lives in ``guerdon.reward``.
"""

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np
import torch
from jaxtyping import Bool, Float, Int, Shaped
from torch import Tensor

Level = Literal["turn", "step", "segment", "token"]
Provenance = Literal["human", "model", "pseudo", "rule"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation, in the roles that chat templates know."""

    role: str
    content: str

    def __post_init__(self) -> None:
        for name, value in (("role", self.role), ("content", self.content)):
            if not isinstance(value, str):
                raise TypeError(f"a message's {name} is {type(value).__name__}, expected text")


Prompt = str | tuple[Message, ...]


@dataclass(frozen=True)
class Example:
    """A prompt and one response to it: what a reward scores.

    Two examples with the same prompt, response, context and media are the same to every reward, which is
    what ``identity`` says and what scoring removes duplicates by.
    """

    prompt: Prompt
    """Text, or the messages so far."""
    response: str
    """The text that is judged."""
    context: Mapping[str, Any] = field(default_factory=dict)
    """What a reward may condition on: passages, criterion, user, language. JSON values only."""
    reference: str | None = None
    """A right answer, where one is known."""
    steps: tuple[str, ...] = ()
    """The response cut into reasoning steps, where the data gives them; together they are the response."""
    media: tuple[Any, ...] = ()
    """Images, frames or a trajectory that belong to the example."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """Anything that no reward reads: generator, category, row of the source."""

    def __post_init__(self) -> None:
        if not isinstance(self.response, str):
            raise TypeError(f"an example's response is {type(self.response).__name__}, expected text")
        if isinstance(self.prompt, str):
            return
        turns = tuple(self.prompt) if isinstance(self.prompt, Sequence) else (self.prompt,)
        strange = [type(turn).__name__ for turn in turns if not isinstance(turn, Message)]
        if strange:
            raise TypeError(f"an example's prompt has {strange[0]} in it, expected text or messages")
        object.__setattr__(self, "prompt", turns)

    @cached_property
    def identity(self) -> str:
        """The content hash (32 hexadecimal digits) of all that a reward reads."""
        prompt = self.prompt if isinstance(self.prompt, str) else [[m.role, m.content] for m in self.prompt]
        media = [id(item) for item in self.media]
        read = (prompt, self.response, self.reference, self.steps, sorted(self.context.items()), media)
        text = json.dumps(read, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def messages(self) -> tuple[Message, ...]:
        """The whole conversation, the response as its last turn."""
        turns = (Message("user", self.prompt),) if isinstance(self.prompt, str) else self.prompt
        return (*turns, Message("assistant", self.response))

    @property
    def prompt_text(self) -> str:
        """The prompt as plain text: itself, or its turns with the speaker named wherever there are several."""
        if isinstance(self.prompt, str):
            return self.prompt
        if len(self.prompt) == 1:
            return self.prompt[0].content
        return "\n\n".join(f"{turn.role.capitalize()}: {turn.content}" for turn in self.prompt)


@dataclass(frozen=True)
class Comparison:
    """Two responses to one prompt, and how probable it is that the first is preferred."""

    chosen: Example
    rejected: Example
    target: float = 1.0
    """The probability that ``chosen`` is preferred: 1 for a hard label, 0.5 for a tie."""
    strength: float | None = None
    """How much better, on the scale of the source (such as 1 to 3)."""
    margin: float | None = None
    """The gap in reward that the source asks for."""
    agreement: float | None = None
    """The share of annotators behind the label."""
    annotator: str | None = None
    source: str | None = None
    """Which data set, category or generator the comparison is from: reports slice by it."""
    provenance: Provenance = "human"
    """Who made the label: a person, a model, this model itself (pseudo), or a rule."""
    weight: float = 1.0
    id: str = ""
    """Stable: schedules relabel by it. Made from the content when not given."""

    def __post_init__(self) -> None:
        if self.chosen.prompt != self.rejected.prompt:
            raise ValueError("the two responses of a comparison answer different prompts")
        if not 0 <= self.target <= 1:
            raise ValueError(f"the probability that chosen is preferred is {self.target}, expected 0 to 1")
        _check_label(self)
        if not self.id:
            object.__setattr__(self, "id", _label_id(self.annotator, self.chosen, self.rejected))

    @property
    def prompt(self) -> Prompt:
        return self.chosen.prompt

    def flipped(self) -> "Comparison":
        """The same statement with the two responses in the other order."""
        return replace(self, chosen=self.rejected, rejected=self.chosen, target=1 - self.target, id=self.id)


@dataclass(frozen=True)
class Rating:
    """One response and the values that somebody gave to its named attributes."""

    example: Example
    values: Mapping[str, float]
    annotator: str | None = None
    source: str | None = None
    provenance: Provenance = "human"
    weight: float = 1.0
    id: str = ""

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a rating needs at least one named value")
        for name, value in self.values.items():
            if not (isinstance(value, int | float) and math.isfinite(value)):
                raise ValueError(
                    f"the rating of {name!r} is {value!r}, expected a finite number; leave out what is not known"
                )
        _check_label(self)
        if not self.id:
            object.__setattr__(self, "id", _label_id(self.annotator, self.example))

    @property
    def overall(self) -> float:
        """The value named ``overall``, ``rating`` or ``helpfulness``, or else the mean of all values."""
        for name in ("overall", "rating", "helpfulness"):
            if name in self.values:
                return self.values[name]
        return sum(self.values.values()) / len(self.values)


@dataclass(frozen=True)
class Ranking:
    """Several responses to one prompt in order of preference."""

    examples: tuple[Example, ...]
    ranks: tuple[float, ...]
    """One for each example; lower is better, equal is a tie."""
    annotator: str | None = None
    source: str | None = None
    provenance: Provenance = "human"
    weight: float = 1.0
    id: str = ""

    def __post_init__(self) -> None:
        if len(self.examples) != len(self.ranks) or len(self.examples) < 2:
            raise ValueError(
                f"a ranking needs a rank for each of at least 2 responses, got {len(self.ranks)} ranks for {len(self.examples)}"
            )
        if len({example.prompt for example in self.examples}) > 1:
            raise ValueError("the responses of a ranking answer different prompts")
        if not all(math.isfinite(rank) for rank in self.ranks):
            raise ValueError(f"the ranks are {self.ranks}, expected finite numbers")
        _check_label(self)
        if not self.id:
            object.__setattr__(self, "id", _label_id(self.annotator, *self.examples))

    @property
    def prompt(self) -> Prompt:
        return self.examples[0].prompt


def _check_label(label: Comparison | Rating | Ranking) -> None:
    if not (label.weight >= 0 and math.isfinite(label.weight)):
        raise ValueError(f"the weight is {label.weight}, expected a finite number of at least 0")
    if label.provenance not in get_args(Provenance):
        raise ValueError(f"the provenance is {label.provenance!r}, expected one of {', '.join(get_args(Provenance))}")


def _label_id(annotator: str | None, *examples: Example) -> str:
    content = "".join(example.identity for example in examples) + (annotator or "")
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Transitions:
    """A batch of steps of an environment, one row a step."""

    obs: Shaped[np.ndarray, "n ..."]
    action: Shaped[np.ndarray, "n ..."]
    next_obs: Shaped[np.ndarray, "n ..."]
    terminated: Bool[np.ndarray, "n"]
    truncated: Bool[np.ndarray, "n"]

    def __len__(self) -> int:
        return len(self.terminated)


@dataclass(frozen=True)
class Trajectory:
    """One episode, or a piece of one, in order of time."""

    transitions: Transitions
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.transitions)


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

    def fits(self, other: "Dense") -> bool:
        """Whether the other speaks of the same units, so that the two can be added."""
        same = self.level == other.level and len(self.ends) == len(other.ends)
        return same and all(a.equal(b) for a, b in zip(self.ends, other.ends, strict=True))


REDUCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "sum": torch.sum,
    "mean": torch.mean,
    "min": torch.min,
    "max": torch.max,
    "product": torch.prod,
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

    def __post_init__(self) -> None:
        n = len(self.values)
        for name, rows in (
            ("dense", None if self.dense is None else self.dense.values),
            ("std", self.std),
            ("rationale", self.rationale),
            ("errors", self.errors),
            *self.parts.items(),
        ):
            if rows is not None and len(rows) != n:
                raise ValueError(f"{name} has {len(rows)} entries for {n} scores")

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, rows: Int[Tensor, "m"]) -> "Scores":
        """The scores of some rows, in the order asked for."""
        picked = rows.tolist()

        def pick(column: tuple | None) -> tuple | None:
            return None if column is None else tuple(column[row] for row in picked)

        dense = self.dense and Dense(self.dense.level, pick(self.dense.values) or (), pick(self.dense.ends) or ())
        return Scores(
            self.values[rows],
            dense,
            None if self.std is None else self.std[rows],
            {name: part[rows] for name, part in self.parts.items()},
            pick(self.rationale),
            pick(self.errors),
        )

    @classmethod
    def concatenate(cls, pieces: "Sequence[Scores]") -> "Scores":
        """The rows of several scores one after another.

        Raises:
            ValueError: some have parts, a level of dense rewards or an uncertainty that others lack.
        """
        if not pieces:
            return cls(torch.zeros(0))
        if len({(p.dense and p.dense.level, p.std is None, frozenset(p.parts)) for p in pieces}) > 1:
            raise ValueError("scores that differ in their parts, dense rewards or std have no common columns")
        dense = [piece.dense for piece in pieces if piece.dense]
        std = [piece.std for piece in pieces if piece.std is not None]
        rationale = [why for piece in pieces for why in piece.rationale or (None,) * len(piece)]
        errors = [why for piece in pieces for why in piece.errors or (None,) * len(piece)]
        values, ends = ([units for each in dense for units in getattr(each, name)] for name in ("values", "ends"))
        return cls(
            torch.cat([piece.values for piece in pieces]),
            Dense(dense[0].level, tuple(values), tuple(ends)) if dense else None,
            torch.cat(std) if std else None,
            {name: torch.cat([piece.parts[name] for piece in pieces]) for name in pieces[0].parts},
            tuple(rationale) if any(rationale) else None,
            tuple(errors) if any(errors) else None,
        )

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


class ScoringError(RuntimeError):
    """Some scores are missing where all are needed."""


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
