"""The interface of a world whose true reward is known."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Example


class World(ABC):
    """Makes text tasks, candidate answers and noisy comparisons, and knows how good each answer truly is.

    The same arguments and seed make the same world, to the character.
    """

    @property
    @abstractmethod
    def gold(self) -> Reward[Sequence[Example]]:
        """The true reward, computed from the text of any response to one of this world's prompts."""

    @abstractmethod
    def comparisons(self, n: int) -> Comparisons:
        """``n`` comparisons as the world's annotators make them, with their noise and their biases."""

    @abstractmethod
    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        """``n`` candidate answers to each of ``prompts`` tasks that no comparison uses, as best-of-n would draw them."""
