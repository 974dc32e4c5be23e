"""Preferences that go round: worlds in which no scalar reward is right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.testbeds.vectors import VectorWorld, drawn, numbers, written
from guerdon.types import Comparison, Example, Scores


@dataclass(frozen=True)
class CyclicWorld(VectorWorld):
    """A world of vectors whose preferences are part order, part cycle.

    P(a is preferred to b) = sigmoid(quality * (sqrt(1 - c) (u.a - u.b) + sqrt(c) a'Sb)), with u of length 1 and S
    skew-symmetric in one random plane, both of one spread over pairs. ``truth`` is the ordered part alone.
    """

    cyclic: float = 0.2
    """c, the share of the variance of the preference that is a cycle."""

    def directions(self) -> Float[Tensor, "3 width"]:
        """The direction of the order, and two that span the plane of the cycle; orthonormal."""
        drawn_at_random = np.random.default_rng([self.seed, 3]).normal(size=(self.width, 3))
        return torch.from_numpy(np.linalg.qr(drawn_at_random)[0].T).float()

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        return (1 - self.cyclic) ** 0.5 * vectors @ self.directions()[0]

    def twist(self, first: Float[Tensor, "n width"], second: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        """The cyclic part of the preference for the first, in logits over quality."""
        _, p, q = self.directions()
        return self.cyclic**0.5 * ((first @ p) * (second @ q) - (first @ q) * (second @ p))

    @property
    def gold(self) -> "CyclicGold":
        return CyclicGold(self)

    def comparisons(self, n: int) -> Comparisons:
        vectors = self.vectors(2 * n, purpose=0)
        sides = [
            [Example(f"task {row}", written(vectors[2 * row + side])) for row in range(n)] for side in (0, 1)
        ]  # fmt: skip
        wins = self.gold.prefer(*sides)
        return drawn(list(zip(*sides, strict=True)), (1 - self.flips) * wins + self.flips * (1 - wins), self.seed)


@dataclass(frozen=True)
class CyclicGold(Reward[Sequence[Example]]):
    """The order of a cyclic world as scores, and all of its preferences as ``prefer``."""

    world: CyclicWorld

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(self.world.truth(numbers(batch)))

    def prefer(self, first: Sequence[Example], second: Sequence[Example]) -> Float[Tensor, "n"]:
        a, b = numbers(first), numbers(second)
        logits = self.world.truth(a) - self.world.truth(b) + self.world.twist(a, b)
        return torch.sigmoid(self.world.quality * logits)


@dataclass(frozen=True)
class Rings(World):
    """A few items in a ring under each of several prompts: each beats the next, the last beats the first.

    Prompts and items are written as indicator vectors; another prompt sets the items in another order. Labels have no
    noise. Any scalar reward is right in all but one pair of a ring at best, and Bradley-Terry's best fit in none: it
    gives all items of a ring one score.

    Source: the cyclic preferences of Zhang et al. 2024, "General Preference Modeling" (arXiv 2410.02197).
    """

    prompts: int = 4
    items: int = 3
    """In each ring, at least 3."""
    seed: int = 0

    def __post_init__(self) -> None:
        if self.items < 3:
            raise ValueError(f"items={self.items}: a ring needs at least 3")

    @property
    def gold(self) -> "RingGold":
        return RingGold(self)

    def orders(self) -> Float[np.ndarray, "prompts items"]:
        """The place of each item in the ring of each prompt."""
        rng = np.random.default_rng([self.seed, 0])
        return np.array([rng.permutation(self.items) for _ in range(self.prompts)], dtype=float)

    def example(self, prompt: int, item: int) -> Example:
        return Example(written(np.eye(self.prompts)[prompt]), written(np.eye(self.items)[item]))

    def comparisons(self, n: int) -> Comparisons:
        """Neighbours in a ring, drawn at random, the winner as ``chosen``: some are compared more often than others."""
        rings = np.argsort(self.orders(), axis=1).tolist()
        pairs = [
            (self.example(prompt, ring[place - 1]), self.example(prompt, ring[place]))
            for prompt, ring in enumerate(rings)
            for place in range(self.items)
        ]
        drawn: list[int] = np.random.default_rng([self.seed, 1]).integers(len(pairs), size=n).tolist()
        return Comparisons.of(Comparison(*pairs[row], id=f"pair {number}") for number, row in enumerate(drawn))

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        """The first items of each prompt; there are no others than ``items``."""
        return [tuple(self.example(row, item) for item in range(min(n, self.items))) for row in range(prompts)]


@dataclass(frozen=True)
class RingGold(Reward[Sequence[Example]]):
    """Who beats whom in a world of rings; as a score every item is as good as any other."""

    world: Rings

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.zeros(len(batch)))

    def prefer(self, first: Sequence[Example], second: Sequence[Example]) -> Float[Tensor, "n"]:
        orders = torch.from_numpy(self.world.orders()).float()
        prompts = torch.tensor([list(map(float, one.prompt_text.split())) for one in first]) @ orders
        ahead = ((numbers(second) - numbers(first)) * prompts).sum(1) % self.world.items
        return 0.5 + 0.5 * ((ahead == 1).float() - (ahead == self.world.items - 1).float())
