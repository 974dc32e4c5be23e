"""A world in which the shortest answer is the best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.shape import Measure
from guerdon.testbeds.base import World
from guerdon.types import Comparison, Example

WORDS = ("apples", "bread", "cheese", "dates", "eggs", "figs", "grapes", "honey")


@dataclass(frozen=True)
class Brevity(World):
    """Shopping lists; the true reward is the negative logarithm of their length, and some labels are wrong."""

    seed: int = 0
    noise: float = 0.1
    """The share of the labels that are wrong."""

    @property
    def gold(self) -> Reward[Sequence[Example]]:
        return -Measure("log_words")

    def comparisons(self, n: int) -> Comparisons:
        rng = np.random.default_rng((self.seed, 0))
        return Comparisons.of(self.comparison(rng, f"Write list {number}.") for number in range(n))

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        rng = np.random.default_rng((self.seed, 1))
        asked = [f"Write candidate list {number}." for number in range(prompts)]
        return [tuple(Example(prompt, shopping(rng, int(rng.integers(1, 9)))) for _ in range(n)) for prompt in asked]

    def comparison(self, rng: np.random.Generator, prompt: str) -> Comparison:
        sizes = sorted(rng.choice(np.arange(1, 9), 2, replace=False).tolist())
        better, worse = (Example(prompt, shopping(rng, size)) for size in sizes)
        pair = (worse, better) if rng.random() < self.noise else (better, worse)
        return Comparison(*pair, provenance="rule")


def shopping(rng: np.random.Generator, size: int) -> str:
    return ", ".join(rng.choice(WORDS, size, replace=False))
