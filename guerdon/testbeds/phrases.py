"""A small language with topics and moods: what a language model learns of it reaches further than its comparisons."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import torch
from jaxtyping import Float, Int

from guerdon.records import Comparisons, Ratings
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.testbeds.vectors import labelled
from guerdon.types import Example, Rating, Scores

SYLLABLES = [a + b for a, b in product("bdfgklmnprstvz", "aeiou")]
MARK_SHARE = 0.35
"""How many words of the corpus are marks."""
CORPUS, PAIRS, CANDIDATES = range(3)
"""What random numbers are drawn for."""


@dataclass(frozen=True)
class Lexicon:
    """The words of a seed, by their places in ``words``: topics first, then their words by mood, then the marks."""

    words: tuple[str, ...]
    topic: Int[np.ndarray, "topics names"]
    """The names of each topic, of which every prompt says some."""
    moods: Int[np.ndarray, "topics 3 each"]
    """Of each topic its bad, neutral and good words."""
    marks: Int[np.ndarray, "2 marks"]
    """Bad and good words that belong to no topic, and that no response of a comparison has."""


@dataclass(frozen=True)
class Phrases(World):
    """Texts of made-up words. Each word of a topic is good, bad or neutral, and gold is (good - bad) / words.

    ``corpus`` is plain text about every topic, in which the words of one mood keep company, with each other and with
    marks that all topics share: from it a language model can tell the mood of any word. Comparisons and candidates
    speak of the topics ``about`` alone; ``replace(world, about=(1, 2))`` is the same language elsewhere.
    """

    seed: int = 0
    about: tuple[int, ...] = (0,)
    """The topics of comparisons and candidates."""
    topics: int = 3
    each: int = 8
    """Words of each mood in each topic."""
    length: int = 10
    """Words in a response."""
    quality: float = 3.0
    """How well annotators see a gap of 1, in logits; infinite for labels without noise."""
    flips: float = 0.0
    """The share of labels that is turned round after that."""

    def __post_init__(self) -> None:
        if not self.about or not set(self.about) <= set(range(self.topics)):
            raise ValueError(f"about={self.about} names topics that are not among the {self.topics}")

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the seed."""
        sizes = ((self.topics, self.each), (self.topics, 3, self.each), (2, self.each))
        counts = np.cumsum([int(np.prod(size)) for size in sizes])
        drawn = np.random.default_rng([self.seed, 9]).permutation(len(SYLLABLES) ** 2)[: counts[-1]]
        words = tuple(SYLLABLES[place // len(SYLLABLES)] + SYLLABLES[place % len(SYLLABLES)] for place in drawn)
        topic, moods, marks = np.split(np.arange(counts[-1]), counts[:-1])
        return Lexicon(words, topic.reshape(sizes[0]), moods.reshape(sizes[1]), marks.reshape(sizes[2]))

    @cached_property
    def values(self) -> dict[str, int]:
        """What each word counts for gold: 1, -1, or nothing."""
        lexicon = self.lexicon
        good = (*lexicon.moods[:, 2].flat, *lexicon.marks[1])
        bad = (*lexicon.moods[:, 0].flat, *lexicon.marks[0])
        return {lexicon.words[place]: value for places, value in ((good, 1), (bad, -1)) for place in places}

    @property
    def gold(self) -> "PhraseGold":
        return PhraseGold(self)

    def corpus(self, n: int) -> Ratings:
        """Texts about every topic that nobody has rated, for a language model to learn from."""
        rng = np.random.default_rng([self.seed, CORPUS])
        topics = rng.integers(self.topics, size=n).tolist()
        texts = zip(topics, rng.beta(0.4, 0.4, size=n).tolist(), strict=True)
        return Ratings.of(
            Rating(Example(self.prompt(rng, topic), self.phrase(rng, topic, share, MARK_SHARE)), {})
            for topic, share in texts
        )

    def comparisons(self, n: int) -> Comparisons:
        """Two responses to each of ``n`` prompts."""
        return labelled(
            [(first, second) for first, second in self.groups(n, 2, PAIRS)],
            self.gold, self.quality, self.flips, self.seed,
        )  # fmt: skip

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        return self.groups(prompts, n, CANDIDATES)

    def groups(self, prompts: int, n: int, purpose: int) -> list[tuple[Example, ...]]:
        """``n`` responses to each of some prompts, every share of good words alike probable."""
        rng = np.random.default_rng([self.seed, purpose, *self.about])
        groups = []
        for topic in rng.choice(self.about, size=prompts).tolist():
            prompt = self.prompt(rng, topic)
            groups.append(tuple(Example(prompt, self.phrase(rng, topic, share)) for share in rng.random(n).tolist()))
        return groups

    def prompt(self, rng: np.random.Generator, topic: int) -> str:
        """Four of a topic's names."""
        return self.spoken(rng.choice(self.lexicon.topic[topic], size=4))

    def phrase(self, rng: np.random.Generator, topic: int, good: float, marked: float = 0.0) -> str:
        """Words of a topic, a third of them neutral, the share ``good`` of the others good, some of these marks."""
        kind = np.where(rng.random(self.length) < 1 / 3, 1, np.where(rng.random(self.length) < good, 2, 0))
        places = self.lexicon.moods[topic, kind, rng.integers(self.each, size=self.length)]
        marks = self.lexicon.marks[kind // 2, rng.integers(self.each, size=self.length)]
        return self.spoken(np.where((kind != 1) & (rng.random(self.length) < marked), marks, places))

    def spoken(self, places: Int[np.ndarray, "n"]) -> str:
        return " ".join(self.lexicon.words[place] for place in places)


@dataclass(frozen=True)
class PhraseGold(Reward[Sequence[Example]]):
    """(good - bad) / words, read from the words of a response."""

    world: Phrases

    def score(self, batch: Sequence[Example]) -> Scores:
        values: Float[torch.Tensor, "n"] = torch.tensor([self.value(example.response.split()) for example in batch])
        return Scores(values)

    def value(self, words: Sequence[str]) -> float:
        return sum(self.world.values.get(word, 0) for word in words) / max(1, len(words))
