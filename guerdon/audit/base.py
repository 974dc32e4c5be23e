"""What an audit reads and what it finds."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from jaxtyping import Bool, Float
from matplotlib.axes import Axes

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.statistics import Estimate
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Candidates:
    """Several responses to each of several prompts, scored, as best-of-n would see them."""

    groups: tuple[tuple[Example, ...], ...]
    proxy: tuple[Float[np.ndarray, "candidates"], ...]
    """The scores of the reward under audit, for each group."""
    gold: tuple[Float[np.ndarray, "candidates"], ...] | None = None
    """The true rewards, where a testbed knows them."""


@dataclass(frozen=True)
class Judged:
    """Comparisons with the scores that a reward gave them: computed once, read by every audit.

    Comparisons whose scores failed are not in it; ``failed`` counts them and ``causes`` names the first few.
    """

    reward: Reward[Sequence[Example]]
    comparisons: Comparisons
    chosen: Scores
    rejected: Scores
    preferred: Float[np.ndarray, "n"]
    """The reward's probability that ``chosen`` is the better one: ``reward.prefer``."""
    failed: int = 0
    causes: tuple[str, ...] = ()
    train: Comparisons | None = None
    """What the reward was trained on, where known: the leakage audit compares with it."""
    candidates: Candidates | None = None

    @cached_property
    def pairs(self) -> tuple[tuple[Example, Example], ...]:
        """The two responses of each comparison, decoded once."""
        return tuple((row.chosen, row.rejected) for row in self.comparisons)

    @cached_property
    def target(self) -> Float[np.ndarray, "n"]:
        """The labels: the probability that ``chosen`` is preferred."""
        return np.array([row.target for row in self.comparisons])

    @cached_property
    def decided(self) -> Bool[np.ndarray, "n"]:
        """Where the label names a winner; ties have no accuracy."""
        return self.target != 0.5

    @cached_property
    def correct(self) -> Float[np.ndarray, "n"]:
        """1 where the reward agrees with the label, 0 where not, 0.5 where the reward cannot tell."""
        sides = np.sign(self.preferred - 0.5) * np.sign(self.target - 0.5)
        return (sides + 1) / 2

    @cached_property
    def prompts(self) -> list[str]:
        """The unit of every bootstrap: comparisons of one prompt are not independent."""
        return self.comparisons.prompts()


class Finding(ABC):
    """What one audit found: its numbers with intervals, a sentence, a picture.

    One file holds one subclass; the report draws whatever the room contains. ``measure`` returns None where the
    data cannot answer the question, such as a best-of-n curve without candidates.
    """

    title: str
    """The question, as a heading."""

    @classmethod
    @abstractmethod
    def measure(cls, judged: Judged) -> Self | None:
        """Runs the audit."""

    @abstractmethod
    def estimates(self) -> dict[str, Estimate]:
        """Each number with its interval, by the name that the JSON report uses."""

    @abstractmethod
    def sentence(self) -> str:
        """What a person should take from it, in one sentence."""

    def concern(self) -> str | None:
        """What the reward cannot be trusted with because of this, as a clause; None where nothing is wrong."""
        return None

    @abstractmethod
    def draw(self, axes: Axes) -> None:
        """The picture, on one pair of axes, that is understood without the text."""
