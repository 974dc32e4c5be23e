"""Phrases with filler words that say nothing and are of unlike frequency, as the words of a language are."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from guerdon.testbeds.phrases import Phrases
from guerdon.types import Example

FILLERS = ("um", "uh", "er", "hm", "ah", "oh", "eh", "mm", "huh", "hmm", "erm", "aha")
CHANCES = np.array([2.0**-rank for rank in range(len(FILLERS))])
"""How frequent they are, each half as frequent as the one before; before they sum to 1."""
LENGTHS = (6, 14)


def filled(examples: Sequence[Example], fillers: int, seed: int) -> list[Example]:
    """The same examples with so many filler words at random places of each response."""
    rng = np.random.default_rng([seed, fillers])
    return [replace(each, response=spoken(each.response.split(), fillers, rng)) for each in examples]


def spoken(words: list[str], fillers: int, rng: np.random.Generator, chances: np.ndarray = CHANCES) -> str:
    for word in rng.choice(FILLERS, size=fillers, p=chances / chances.sum()).tolist():
        words.insert(int(rng.integers(len(words) + 1)), word)
    return " ".join(words)


def unlike(
    world: Phrases, value: Callable[[Example], float], n: int, fillers: int = 0, least: float = 0.1
) -> list[tuple[Example, Example]]:
    """Pairs of a short and a long response to one prompt, the better first.

    Args:
        world: whose words they are made of.
        value: what makes a response better.
        n: how many pairs to draw; those closer than ``least`` are left out.
        fillers: filler words in each response, rare ones as often as frequent ones.
        least: the smallest gap.
    """
    rng = np.random.default_rng([world.seed, n, fillers])
    sides = [[group[0] for group in replace(world, length=length).groups(n, 1, length)] for length in LENGTHS]
    pairs = []
    for short, long in zip(*sides, strict=True):
        both = sorted((short, replace(long, prompt=short.prompt)), key=value, reverse=True)
        if value(both[0]) - value(both[1]) >= least:
            first, second = (
                replace(each, response=spoken(each.response.split(), fillers, rng, np.ones(len(FILLERS))))
                for each in both
            )
            pairs.append((first, second))
    return pairs


def dryness(world: Phrases, example: Example) -> float:
    """The share of words that have no mood."""
    words = example.response.split()
    return sum(word not in world.values for word in words) / max(1, len(words))
