"""Chains of sums, and a policy that slips: every prefix has a chance of success that can be computed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from guerdon.records import Comparisons, Ratings
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.testbeds.vectors import labelled
from guerdon.types import Example, Rating, Scores

LINKS = ("so", "then", "next", "now", "thus", "hence")
CORPUS, PAIRS, CANDIDATES = range(3)
"""What random numbers are drawn for."""


@dataclass(frozen=True)
class Chains(World):
    """Sums modulo ``base``, one addend after another: "2 + 4 = 1 so 1 + 3 = 4" answers "2 + 4 + 3" in base 5.

    The policy that answers slips where a sum wraps round, and hardly elsewhere; from a slip it goes on with the wrong
    number. Which word links two sums is up to it: it may be in doubt where nothing is at stake. Gold is 1 where the
    last number is right.
    """

    seed: int = 0
    base: int = 5
    sums: int = 4
    slip: float = 0.2
    """The chance of a wrong result where a sum wraps."""
    elsewhere: float = 0.1
    """The share of that chance that there is where a sum does not wrap."""
    quality: float = float("inf")
    """How well annotators see a gap of 1, in logits."""

    @property
    def gold(self) -> "ChainGold":
        return ChainGold(self)

    def prompt(self, rng: np.random.Generator) -> str:
        return " + ".join(map(str, rng.integers(self.base, size=self.sums + 1)))

    def correct(self, example: Example) -> bool:
        """Whether the last number is the sum."""
        said = example.response.split()[-1:]
        return said == [str(sum(addends(example)) % self.base)]

    def sums_right(self, example: Example) -> list[bool]:
        """Whether each sum of a whole response is right in itself, whatever was wrong before it."""
        said = example.response.split()
        links = [said[start : start + 5] for start in range(0, len(said), 6)]
        return [(int(first) + int(second)) % self.base == int(result) for first, _, second, _, result in links]

    def complete(self, prefix: Example, rng: np.random.Generator) -> str:
        """How the policy goes on from the words said so far: the rest of the response."""
        said = prefix.response.split()
        rest = list(self.rest(addends(prefix), said, rng))
        return " ".join(rest) if not said or not rest else " " + " ".join(rest)

    def rest(self, numbers: Sequence[int], said: Sequence[str], rng: np.random.Generator) -> Iterator[str]:
        """The words that are still to be said; each sum has five, and a link to the next."""
        words = list(said)
        while len(words) < 6 * self.sums - 1:
            step, place = divmod(len(words), 6)
            if place == 0:
                word = words[-2] if words else str(numbers[0])
            elif place == 2:
                word = str(numbers[step + 1])
            elif place == 4:
                word = self.result(int(words[-4]) + int(words[-2]), rng)
            else:
                word = {1: "+", 3: "="}.get(place) or LINKS[min(int(rng.geometric(0.5)), len(LINKS)) - 1]
            words.append(word)
            yield word

    def result(self, total: int, rng: np.random.Generator) -> str:
        """What the policy says that a sum is: right, or one beside."""
        chance = self.slip if total >= self.base else self.slip * self.elsewhere
        off = int(rng.choice([-1, 1])) if rng.random() < chance else 0
        return str((total + off) % self.base)

    def answers(self, prompts: int, n: int, purpose: int) -> list[tuple[Example, ...]]:
        """``n`` answers of the policy to each of some prompts."""
        rng = np.random.default_rng([self.seed, purpose])
        asked = [self.prompt(rng) for _ in range(prompts)]
        return [tuple(Example(one, self.complete(Example(one, ""), rng)) for _ in range(n)) for one in asked]

    def corpus(self, n: int) -> Ratings:
        """Answers of the policy that nobody has rated, for a language model to learn from."""
        return Ratings.of(Rating(example, {}) for (example,) in self.answers(n, 1, CORPUS))

    def comparisons(self, n: int) -> Comparisons:
        pairs = [(first, second) for first, second in self.answers(n, 2, PAIRS)]
        return labelled(pairs, self.gold, self.quality, seed=self.seed)

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        return self.answers(prompts, n, CANDIDATES)


@dataclass(frozen=True)
class ChainGold(Reward[Sequence[Example]]):
    """1 for a right answer, else 0."""

    world: Chains

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([float(self.world.correct(example)) for example in batch]))


def addends(example: Example) -> list[int]:
    """The numbers of a question."""
    return [int(word) for word in example.prompt_text.split(" + ")]
