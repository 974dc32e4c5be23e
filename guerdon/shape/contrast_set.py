"""What a prompt could have been instead."""

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from guerdon.saving import Storable

WORD = re.compile(r"[^\W_]+")


class ContrastSet(Storable, ABC):
    """Other prompts than a prompt, which the same response is held against. To add one, subclass and write ``others``.

    An alternative that means the same caps what a right response can get; alternatives that have nothing to do with the
    prompt tell nothing apart.
    """

    @abstractmethod
    def others(self, prompt: str) -> tuple[str, ...]:
        """Alternatives, the prompt itself and repetitions perhaps among them."""

    def __call__(self, prompt: str) -> tuple[str, ...]:
        """The distinct alternatives to a prompt; none where there are none."""
        return tuple(dict.fromkeys(other for other in self.others(prompt) if other != prompt))


@dataclass(frozen=True)
class OtherWords(ContrastSet):
    """Every prompt that differs in one word, which another of its kind has replaced: another count, colour, shape, place.

    >>> OtherWords({"count": ("one", "two"), "colour": ("red", "blue")})("two red dogs")
    ('one red dogs', 'two blue dogs')
    """

    kinds: Mapping[str, tuple[str, ...]]
    """By name, words of which any could stand where another does."""

    def others(self, prompt: str) -> tuple[str, ...]:
        return tuple(
            prompt[: found.start()] + word + prompt[found.end() :]
            for found in WORD.finditer(prompt)
            for kind in self.kinds.values()
            if found.group() in kind
            for word in kind
            if word != found.group()
        )


@dataclass(frozen=True)
class OtherGoals(ContrastSet):
    """The rest of some goals, whichever the prompt is. Choose goals that exclude each other, or they share what is due."""

    goals: tuple[str, ...]

    def others(self, prompt: str) -> tuple[str, ...]:
        return self.goals


@dataclass(frozen=True)
class ListedPrompts(ContrastSet):
    """What somebody, or a language model, wrote down for each prompt."""

    alternatives: Mapping[str, tuple[str, ...]] = field(repr=False)

    def others(self, prompt: str) -> tuple[str, ...]:
        return tuple(self.alternatives.get(prompt, ()))


@dataclass(frozen=True)
class RandomPrompts(ContrastSet):
    """Some prompts of a pool at random, the same for a prompt every time: the control of whatever is chosen with care."""

    pool: tuple[str, ...] = field(repr=False)
    most: int
    """How many."""
    seed: int = 0

    def others(self, prompt: str) -> tuple[str, ...]:
        rest = [other for other in dict.fromkeys(self.pool) if other != prompt]
        digest = hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).digest()
        rng = np.random.default_rng([self.seed, int.from_bytes(digest[:8], "big")])
        return tuple(rest[place] for place in rng.permutation(len(rest))[: self.most].tolist())
