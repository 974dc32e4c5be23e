"""A language of idioms: a few words that mean something together, so that units of meaning have ends to be found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.records import Comparisons, Ratings
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.testbeds.vectors import labelled
from guerdon.types import Dense, Example, Rating, Scores

OPENERS = [f"{onset}o" for onset in "bdfgklmnpr"]
FILLERS = [f"{onset}{vowel}" for onset in "stvz" for vowel in "aei"]
LONGEST = 5
CORPUS, PAIRS, CANDIDATES, LEXICON = range(4)
"""What random numbers are drawn for."""


@dataclass(frozen=True)
class Idioms(World):
    """Responses are idioms in a row, one to five words each, and gold is the mean of what these are worth.

    An idiom begins with one of ten openers, which no other place has, and goes on in words that all idioms share; none
    begins another. A language model is in doubt about the word that begins an idiom, less about its second, and hardly
    about the rest.
    """

    seed: int = 0
    idioms: int = 24
    """How many the language has."""
    length: int = 5
    """Idioms in a response."""
    telling: float = 1.0
    """The share of the idioms that are worth anything, if not all every other one good; the others are worth 0."""
    longest: int = LONGEST
    """Words in an idiom at most; at 1 every idiom is an opener, of which there are ten."""
    quality: float = 4.0
    """How well annotators see a gap of 1, in logits; infinite for labels without noise."""

    def __post_init__(self) -> None:
        if self.longest == 1 and self.idioms > len(OPENERS):
            raise ValueError(f"{self.idioms} idioms of one word each, and there are {len(OPENERS)} words to open one")

    @cached_property
    def lexicon(self) -> tuple[str, ...]:
        """Every idiom."""
        rng = np.random.default_rng([self.seed, LEXICON])
        found: list[str] = []
        while len(found) < self.idioms:
            drawn = " ".join([rng.choice(OPENERS), *rng.choice(FILLERS, size=rng.integers(self.longest))])
            if not any(f"{one} ".startswith(f"{drawn} ") or f"{drawn} ".startswith(f"{one} ") for one in found):
                found.append(drawn)
        return tuple(found)

    @cached_property
    def worth(self) -> Float[np.ndarray, "idioms"]:
        """What each idiom is worth: standard normal, or 0 where it tells nothing."""
        worth = np.random.default_rng([self.seed, LEXICON, 1]).normal(size=self.idioms)
        if self.telling < 1:
            order = np.random.default_rng([self.seed, LEXICON, 2]).permutation(self.idioms)
            good, bad, rest = np.split(order, [*((round(self.telling * self.idioms) + np.array([1, 0])) // 2).cumsum()])
            worth[good], worth[bad], worth[rest] = np.abs(worth[good]), -np.abs(worth[bad]), 0.0
        return worth

    @property
    def gold(self) -> "IdiomGold":
        return IdiomGold(self)

    @property
    def best(self) -> float:
        """The highest gold that there is."""
        return float(self.worth.max())

    def ends(self, response: str) -> Int[Tensor, "_units"]:
        """Where the idioms of a text end, as character offsets."""
        lengths = accumulate(len(idiom) + 1 for idiom in parted(response))
        return torch.tensor([end - 1 for end in lengths], dtype=torch.long)

    def values(self, response: str) -> Float[Tensor, "_units"]:
        """What each idiom of a text is worth; 0 where the language has no such idiom."""
        known = dict(zip(self.lexicon, self.worth, strict=True))
        return torch.tensor([float(known.get(idiom, 0.0)) for idiom in parted(response)])

    def spoken(self, places: Sequence[int] | Int[np.ndarray, "length"]) -> str:
        """The text of some idioms, by their places in ``lexicon``."""
        return " ".join(self.lexicon[place] for place in places)

    def corpus(self, n: int) -> Ratings:
        """Texts that nobody has rated, for a language model to learn from."""
        return Ratings.of(Rating(example, {}) for (example,) in self.groups(n, 1, CORPUS))

    def comparisons(self, n: int) -> Comparisons:
        pairs = [(first, second) for first, second in self.groups(n, 2, PAIRS)]
        return labelled(pairs, self.gold, self.quality, seed=self.seed)

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        return self.groups(prompts, n, CANDIDATES)

    def groups(self, prompts: int, n: int, purpose: int) -> list[tuple[Example, ...]]:
        """``n`` responses to each of some prompts, every idiom alike probable at every place."""
        drawn = np.random.default_rng([self.seed, purpose]).integers(self.idioms, size=(prompts, n, self.length))
        return [
            tuple(Example(f"speech {purpose} {row}", self.spoken(places)) for places in some)
            for row, some in enumerate(drawn)
        ]


@dataclass(frozen=True)
class IdiomGold(Reward[Sequence[Example]]):
    """The mean worth of a text's idioms, each of them a segment."""

    world: Idioms

    def score(self, batch: Sequence[Example]) -> Scores:
        values = tuple(self.world.values(example.response) for example in batch)
        ends = tuple(self.world.ends(example.response) for example in batch)
        means = [row.mean() if len(row) else torch.tensor(0.0) for row in values]
        return Scores(torch.stack(means) if means else torch.zeros(0), Dense("segment", values, ends))


def parted(response: str) -> Iterator[str]:
    """The idioms of a text: each opener begins one."""
    words: list[str] = []
    for word in response.split():
        if word in OPENERS and words:
            yield " ".join(words)
            words = []
        words.append(word)
    if words:
        yield " ".join(words)
