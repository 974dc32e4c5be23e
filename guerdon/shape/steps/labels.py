"""Labels: which propositions hold in a step of an environment, or have just come to hold."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Shaped

from guerdon.errors import GuerdonError
from guerdon.saving import Storable
from guerdon.types import Transitions


class Labeller(Storable, ABC):
    """Says which of its propositions hold in each step. To add one, subclass."""

    @property
    @abstractmethod
    def propositions(self) -> tuple[str, ...]:
        """Their names, in the order of the columns."""

    @abstractmethod
    def __call__(self, steps: Transitions) -> Bool[np.ndarray, "n propositions"]:
        """Which hold, one row for each step."""


@dataclass(frozen=True)
class StateLabels(Labeller):
    """A proposition holds in a step that leads to one of its states; observations are the numbers of states.

    >>> StateLabels({"coffee": (4, 17), "office": (30,)})
    """

    states: Mapping[str, tuple[int, ...]]
    """Of each proposition."""

    @property
    def propositions(self) -> tuple[str, ...]:
        return tuple(self.states)

    @cached_property
    def table(self) -> Bool[np.ndarray, "states propositions"]:
        size = 1 + max((state for states in self.states.values() for state in states), default=-1)
        table = np.zeros((size + 1, len(self.states)), bool)  # the last row is for all states beyond
        for column, states in enumerate(self.states.values()):
            table[list(states), column] = True
        return table

    def holds(self, states: Shaped[np.ndarray, "n ..."]) -> Bool[np.ndarray, "n propositions"]:
        """Which propositions hold in each state; GuerdonError where states are not numbers."""
        if states.ndim != 1 or not np.issubdtype(states.dtype, np.integer):
            raise GuerdonError(
                f"StateLabels reads states by number, and observations are {states.dtype} of shape {states.shape[1:]}"
            )
        return self.table[np.minimum(states, len(self.table) - 1)]

    def __call__(self, steps: Transitions) -> Bool[np.ndarray, "n propositions"]:
        return self.holds(steps.next_obs)


@dataclass(frozen=True)
class EnteredLabels(StateLabels):
    """A proposition holds in a step from a state that is none of its states to one that is: it has just been achieved."""

    def __call__(self, steps: Transitions) -> Bool[np.ndarray, "n propositions"]:
        return self.holds(steps.next_obs) & ~self.holds(steps.obs)


@dataclass(frozen=True)
class Misjudged(Labeller):
    """What a judge of known quality says of the propositions of another labeller, each verdict drawn by itself.

        P(says yes | holds) = hits,   P(says yes | does not hold) = false_alarms

    It is the stand-in for a model that is asked about each step, and sees no more than that step.
    """

    truth: Labeller
    hits: float
    """The rate of true positives."""
    false_alarms: float
    """The rate of false positives."""
    seed: int = 0

    def __post_init__(self) -> None:
        for name, rate in (("hits", self.hits), ("false_alarms", self.false_alarms)):
            if not 0 <= rate <= 1:
                raise ValueError(f"{name} is {rate}, expected a rate from 0 to 1")

    @property
    def propositions(self) -> tuple[str, ...]:
        return self.truth.propositions

    @cached_property
    def rng(self) -> np.random.Generator:
        return np.random.default_rng([self.seed, 0])

    def draws(self, steps: Transitions) -> Float[np.ndarray, "n propositions"]:
        """Evenly drawn numbers that decide the verdicts."""
        return self.rng.random((len(steps), len(self.propositions)))

    def __call__(self, steps: Transitions) -> Bool[np.ndarray, "n propositions"]:
        return self.draws(steps) < np.where(self.truth(steps), self.hits, self.false_alarms)


@dataclass(frozen=True)
class MisjudgedAlike(Misjudged):
    """The same judge without chance of its own: asked again about a step that it has seen, it says the same again.

    So a model at temperature 0 errs, or one whose verdicts are cached: what it takes for an achievement once, it always
    does, and an agent can come back for it. Observations and actions are numbers.
    """

    def draws(self, steps: Transitions) -> Float[np.ndarray, "n propositions"]:
        columns = np.arange(len(self.propositions), dtype=np.uint64)
        key = np.zeros((len(steps), 1), np.uint64)
        for numbers in (steps.obs, steps.action, steps.next_obs):
            key = scrambled(key ^ numbers.astype(np.uint64)[:, None])
        salted = scrambled(scrambled(key ^ columns) ^ np.uint64(self.seed))
        return (salted >> np.uint64(11)) / 2.0**53


def scrambled(keys: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64 (Steele, Lea & Flood 2014): near keys become numbers that have nothing in common."""
    keys = keys + np.uint64(0x9E3779B97F4A7C15)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
