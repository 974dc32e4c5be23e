"""What somebody said of responses: a comparison, a rating, a ranking."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from guerdon.errors import GuerdonError
from guerdon.types.examples import Example, Prompt

Provenance = Literal["human", "model", "pseudo", "rule"]


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
    """By name; empty where nobody has rated the response, which can be scored and not learned from."""
    annotator: str | None = None
    source: str | None = None
    provenance: Provenance = "human"
    weight: float = 1.0
    id: str = ""
    spans: tuple[tuple[int, float], ...] = ()
    """Values of the units of the response in order, each with the character offset at which its unit ends."""

    def __post_init__(self) -> None:
        for name, value in self.values.items():
            if not (isinstance(value, int | float) and math.isfinite(value)):
                raise ValueError(
                    f"the rating of {name!r} is {value!r}, expected a finite number; leave out what is not known"
                )
        object.__setattr__(self, "spans", tuple((int(end), float(value)) for end, value in self.spans))
        ends = [end for end, _ in self.spans]
        if ends != sorted(set(ends)) or (ends and not 0 < ends[0] <= ends[-1] <= len(self.example.response)):
            raise ValueError(
                f"spans end at {ends[:5]} in a response of {len(self.example.response)} characters, expected offsets "
                "that rise, the last within the response"
            )
        _check_label(self)
        if not self.id:
            object.__setattr__(self, "id", _label_id(self.annotator, self.example))

    @property
    def overall(self) -> float:
        """The value named ``overall``, ``rating`` or ``helpfulness``, or else the mean of all values.

        Raises:
            GuerdonError: nobody rated the response.
        """
        if not self.values:
            raise GuerdonError(
                f"the response {self.example.response[:40]!r} has no rating; it can be scored, but nothing can be "
                "learned from it and no reward can be tested on it: give comparisons or ratings"
            )
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
