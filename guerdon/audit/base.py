"""What an audit reads and what it finds."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from matplotlib.axes import Axes

from guerdon.errors import GuerdonError
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.statistics import Estimate
from guerdon.surface import length, surface
from guerdon.types import Comparison, Example, Scores

UNSCORED = "the reward compares pairs and scores no response alone"
"""Why what needs scores is not measured of such a reward."""


class UnscoredError(GuerdonError):
    """Scores were read of a reward that gives none."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Several responses to each of several prompts, scored, as best-of-n would see them."""

    groups: tuple[tuple[Example, ...], ...]
    """The responses to one prompt in each group; those whose score failed are not in it."""
    proxy: tuple[Float[np.ndarray, "_candidates"], ...]
    """The scores of the reward under audit, for each group."""
    gold: tuple[Float[np.ndarray, "_candidates"], ...] | None = None
    """The true rewards, where a testbed knows them."""
    failed: int = 0
    """How many responses were left out because their score failed."""


@dataclass(frozen=True, eq=False)
class Responses:
    """The distinct responses of some comparisons, each once."""

    texts: tuple[str, ...]
    prompts: list[str]
    """The prompt of each, the unit of every bootstrap."""
    values: Float[np.ndarray, "responses"]
    """The score of each; nan throughout where the reward gives none."""
    chosen: Int[np.ndarray, "n"]
    """Which of them each comparison lists first."""
    rejected: Int[np.ndarray, "n"]

    @property
    def scores(self) -> Float[np.ndarray, "responses"]:
        """The score of each.

        Raises:
            UnscoredError: the reward compares pairs and gives none.
        """
        if np.isnan(self.values).any():
            raise UnscoredError(UNSCORED)
        return self.values

    def gap(self, values: Float[np.ndarray, "responses *columns"]) -> Float[np.ndarray, "n *columns"]:
        """The value of the chosen response minus that of the rejected one, for each comparison."""
        return values[self.chosen] - values[self.rejected]


@dataclass(frozen=True, eq=False)
class Orders:
    """What a reward says in either order of two responses: the probability that ``chosen`` is the better one."""

    forth: Float[np.ndarray, "n"]
    """Where ``chosen`` is shown first."""
    back: Float[np.ndarray, "n"]
    """Where ``rejected`` is shown first."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Comparisons with what a reward says of them: asked once, read by every audit.

    Preferences are always there, scores only of a reward that scores a response alone (``scored``). Comparisons that failed
    are not in it; ``failed`` counts them and ``causes`` names the first few.
    """

    reward: Reward[Sequence[Example]]
    comparisons: Comparisons
    chosen: Scores
    """The scores of the responses listed first; nan throughout where the reward gives none."""
    rejected: Scores
    preferred: Float[np.ndarray, "n"]
    """The reward's probability that ``chosen`` is the better one, whichever of the two is shown first."""
    failed: int = 0
    causes: tuple[str, ...] = ()
    """Why scores failed, the most frequent first."""
    train: Comparisons | None = None
    """What the reward was trained on, where known: the leakage audit compares with it."""
    candidates: Candidates | None = None
    orders: Orders | None = None
    """What it says in each order alone; None of a reward to which order is nothing."""
    rationale: tuple[str | None, ...] | None = None
    """Why it prefers what it prefers, where it tells: what a judge answered."""

    @cached_property
    def scored(self) -> bool:
        """Whether there are scores; a reward of pairs gives none."""
        return not bool(self.chosen.values.isnan().any())

    @cached_property
    def rows(self) -> tuple[Comparison, ...]:
        """The comparisons, decoded once."""
        return tuple(self.comparisons)

    @cached_property
    def pairs(self) -> tuple[tuple[Example, Example], ...]:
        """The two responses of each comparison."""
        return tuple((row.chosen, row.rejected) for row in self.rows)

    @cached_property
    def prompts(self) -> list[str]:
        """The unit of every bootstrap: comparisons of one prompt are not independent."""
        return self.comparisons.prompts()

    @cached_property
    def target(self) -> Float[np.ndarray, "n"]:
        """The labels: the probability that ``chosen`` is preferred."""
        return np.array([row.target for row in self.rows], dtype=float)

    @cached_property
    def decided(self) -> Bool[np.ndarray, "n"]:
        """Where the label names a winner; ties have no accuracy."""
        return self.target != 0.5

    @cached_property
    def correct(self) -> Float[np.ndarray, "n"]:
        """1 where the reward agrees with the label, 0 where not, 0.5 where the reward cannot tell."""
        return self.agrees(self.preferred - 0.5)

    @cached_property
    def gap(self) -> Float[np.ndarray, "n"]:
        """The score of ``chosen`` minus the score of ``rejected``; an UnscoredError where the reward gives none."""
        return self.responses.gap(self.responses.scores)

    @cached_property
    def surface_gap(self) -> Float[np.ndarray, "n attributes"]:
        """The surface of ``chosen`` minus the surface of ``rejected``: a column for each of ``surface.ATTRIBUTES``."""
        return self.responses.gap(surface(self.responses.texts))

    @cached_property
    def word_gap(self) -> Float[np.ndarray, "n"]:
        """How many words ``chosen`` has more than ``rejected``."""
        return self.responses.gap(np.array([length(text) for text in self.responses.texts], dtype=float))

    @cached_property
    def responses(self) -> Responses:
        """The distinct responses, for what need not be computed twice."""
        scores = torch.stack([self.chosen.values, self.rejected.values]).detach().cpu().double().numpy()
        places: dict[str, int] = {}
        sides = [[places.setdefault(example.identity, len(places)) for example in pair] for pair in self.pairs]
        found = np.array(sides).T
        first = {place: (row, side) for row, pair in reversed([*enumerate(sides)]) for side, place in enumerate(pair)}
        seats = [first[place] for place in range(len(places))]
        return Responses(
            tuple(self.pairs[row][side].response for row, side in seats),
            [self.prompts[row] for row, _ in seats],
            np.array([scores[side, row] for row, side in seats]),
            *found,
        )

    def agrees(self, gap: Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
        """How a rule that prefers ``chosen`` where ``gap`` > 0 does: 1 with the label, 0 against it, 0.5 where it is 0."""
        return (np.sign(gap) * np.sign(self.target - 0.5) + 1) / 2


@dataclass(frozen=True)
class Unmeasured:
    """Why the data cannot answer the question of a finding."""

    why: str
    unknown: str | None = None
    """What the verdict must call unknown because of it, as a noun clause; None where nobody would miss it."""


@dataclass(frozen=True)
class Headline:
    """A number for the strip at the top of a report, and what to hold it against."""

    label: str
    estimate: Estimate
    beside: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows of text and estimates; text where the first column names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | Estimate, ...], ...]


class Finding(ABC):
    """What one audit found: its numbers with intervals, a sentence, a picture.

    One file of ``guerdon/audit/findings`` holds one subclass, and the report draws whatever the folder contains.
    """

    title: ClassVar[str]
    """The question, as a heading."""
    place: ClassVar[int]
    """Where it stands in a report: lower comes first."""
    rule: ClassVar[str] = ""
    """When it is a concern and when it speaks for the reward, in one sentence."""
    printed: ClassVar[bool] = False
    """Whether a terminal shows its table too; a page always does."""

    @classmethod
    @abstractmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured | None:
        """Runs the audit, or says why it cannot be answered; None where the question does not arise for this reward.

        Reading scores that the reward does not give (``Judged.gap``) raises an UnscoredError, and what is asked of the
        reward besides may fail: a report takes the message of a GuerdonError for the reason why it was not measured.
        """

    @abstractmethod
    def estimates(self) -> dict[str, Estimate]:
        """Each number with its interval, by the name that the JSON report uses."""

    @abstractmethod
    def sentence(self) -> str:
        """What a person should take from it, in one sentence."""

    @abstractmethod
    def draw(self, axes: Axes) -> None:
        """The picture, on one pair of axes, that is understood without the text."""

    def assurance(self) -> str | None:
        """What the reward can be trusted with because of this, to follow "trust it"; None where that was not shown."""
        return None

    def concern(self) -> str | None:
        """What it cannot be trusted with because of this, to follow "do not trust it"; None where nothing is wrong."""
        return None

    def unknown(self) -> str | None:
        """What stays unknown although it was measured, as a noun clause."""
        return None

    def headlines(self) -> tuple[Headline, ...]:
        """The numbers that belong at the top of the report."""
        return ()

    def table(self) -> Table:
        """The numbers as a table: here a row for each estimate."""
        return Table(
            ("", "value", "n"), tuple((name.replace("_", " "), each, each.n) for name, each in self.estimates().items())
        )

    def size(self) -> tuple[float, float]:
        """The width and height of the picture, in inches."""
        return (6.4, 3.0)

    @classmethod
    def name(cls) -> str:
        """What the JSON report and links call it: the name of its file."""
        return cls.__module__.rpartition(".")[2]
