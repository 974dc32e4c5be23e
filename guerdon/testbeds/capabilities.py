"""A world of categories, in each of which other capabilities count, and a judge who can be swayed by the order of two."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.vectors import VectorWorld, labelled, numbers, written
from guerdon.types import Example, Scores

POINTS = {
    "chat": ("empathy", "humour", "relevance", "tone"),
    "facts": ("accuracy", "coverage", "logic", "sources"),
    "writing": ("plot", "rhythm", "style", "wording"),
}
"""The capabilities that count in each category of prompts."""
CATEGORIES = tuple(POINTS)


@dataclass(frozen=True)
class Capabilities(VectorWorld):
    """Prompts of three categories; in each, gold mixes four capabilities of a response, two of them by their product.

        gold_c(x) = (sum_k a_ck f_ck(x) + product * f_c1(x) f_c2(x)) / its standard deviation,  f_ck(x) = d_ck . x

    with orthonormal directions d_ck and positive a_ck of a category's own. The numbers of a prompt are the centre of its
    category and ``spread`` of its own, so that the category can be read off the prompt, and seldom wrongly. Comparisons
    have the category as their source; ``flips`` of the labels are wrong.
    """

    flips: float = 0.3
    quality: float = float("inf")
    prompt: int = 6
    """Numbers of a prompt."""
    spread: float = 0.6
    """How far prompts of a category are from its centre in each number; centres are a standard deviation of 1 apart."""
    product: float = 1.0
    """How much the product counts, beside coefficients between 0.5 and 1.5."""

    def __post_init__(self) -> None:
        most = max(map(len, POINTS.values()))
        if self.width < most:
            raise ValueError(f"width={self.width}, expected at least {most}: capabilities are directions")

    @property
    def gold(self) -> Reward[Sequence[Example]]:
        return CapabilityGold(self)

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        """The mean gold of the categories."""
        return torch.stack([self.worth(vectors, category) for category in CATEGORIES]).mean(0)

    def worth(self, vectors: Float[Tensor, "n width"], category: str) -> Float[Tensor, "n"]:
        """How good responses are to a prompt of a category."""
        has = self.points(vectors, category)
        rng = np.random.default_rng([self.seed, 4, CATEGORIES.index(category)])
        weights = torch.from_numpy(rng.uniform(0.5, 1.5, size=has.shape[1])).to(has)
        mixed = has @ weights + self.product * has[:, 0] * has[:, 1]
        return mixed / (weights.square().sum() + self.product**2).sqrt()

    def points(self, vectors: Float[Tensor, "n width"], category: str) -> Float[Tensor, "n points"]:
        """How much responses have of each capability of a category."""
        rng = np.random.default_rng([self.seed, 3, CATEGORIES.index(category)])
        directions, _ = np.linalg.qr(rng.normal(size=(self.width, len(POINTS[category]))))
        return vectors @ torch.from_numpy(directions).to(vectors)

    def centres(self) -> Float[np.ndarray, "categories prompt"]:
        return np.random.default_rng([self.seed, 5]).normal(size=(len(CATEGORIES), self.prompt))

    def groups(self, prompts: int, n: int, purpose: int) -> list[tuple[Example, ...]]:
        """``n`` responses to each of some prompts, whose meta says the category."""
        rng = np.random.default_rng([self.seed, purpose, 6])
        category: Int[np.ndarray, "prompts"] = rng.integers(len(CATEGORIES), size=prompts)
        asked = self.centres()[category] + self.spread * rng.normal(size=(prompts, self.prompt))
        drawn = self.vectors(prompts * n, purpose).reshape(prompts, n, self.width)
        return [
            tuple(Example(written(prompt), written(one), meta={"category": CATEGORIES[which]}) for one in some)
            for prompt, which, some in zip(asked, category, drawn, strict=True)
        ]

    def comparisons(self, n: int) -> Comparisons:
        return self.pairs(n, purpose=0)

    def pairs(self, n: int, purpose: int, flips: float | None = None) -> Comparisons:
        """Pairs labelled by gold; another purpose draws others, and ``flips`` are the world's when not given."""
        some = [(first, second) for first, second in self.groups(n, 2, purpose)]
        return labelled(some, self.gold, self.quality, self.flips if flips is None else flips, self.seed)

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        return self.groups(prompts, n, purpose=1)


@dataclass(frozen=True)
class CapabilityGold(Reward[Sequence[Example]]):
    """How good each response is to a prompt of the category that its meta names."""

    world: Capabilities

    def score(self, batch: Sequence[Example]) -> Scores:
        vectors = numbers(batch)
        values = torch.zeros(len(batch))
        for category in CATEGORIES:
            rows = [row for row, example in enumerate(batch) if example.meta.get("category") == category]
            values[rows] = self.world.worth(vectors[rows], category)
        return Scores(values)


@dataclass(frozen=True)
class CapabilityJudge(Reward[Sequence[Example]]):
    """Somebody who says which of two responses has more of one capability; sees them in an order, and errs.

    A judgement is wrong in a share ``flips`` of the cases, and in a share ``swayed`` it is for the first, whatever that
    is. Asked the same twice he says the same; asked in the other order, he errs anew.
    """

    world: Capabilities
    category: str
    point: str
    flips: float = 0.2
    swayed: float = 0.1

    def score(self, batch: Sequence[Example]) -> Scores:
        place = POINTS[self.category].index(self.point)
        return Scores(self.world.points(numbers(batch), self.category)[:, place])

    def prefer(self, first: Sequence[Example], second: Sequence[Example]) -> Float[Tensor, "n"]:
        """1 where he is for the first, 0 where he is for the second."""
        right = (self.score(first).values > self.score(second).values).numpy()
        key = [self.world.seed, CATEGORIES.index(self.category), POINTS[self.category].index(self.point)]
        pairs = zip(first, second, strict=True)
        drawn = [np.random.default_rng([*key, int(a.identity, 16), int(b.identity, 16)]).random(2) for a, b in pairs]
        errs, sways = np.array(drawn).reshape(-1, 2).T
        return torch.from_numpy(np.where(sways < self.swayed, True, right ^ (errs < self.flips))).float()
