"""Annotators who compare responses by how likely they would give them: the truth is a density over what can be said."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

import numpy as np
import torch
from jaxtyping import Float
from scipy.special import expit

from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.types import Comparison, Example, Scores

PROMPT = "say something"


@dataclass(frozen=True)
class Density(World):
    """A few responses to one prompt, and annotators each of whom has a density p over them.

        P(a is preferred to b) = f(a) / (f(a) + f(b)),  f(y) = p(y)^power(y)

    The power is 1 where people choose as they would draw (Luce), another constant where they are surer or less sure, and
    falls with the length where long responses are judged by their mean. Annotators are of ``kinds`` with a density
    each; user u is of kind u mod kinds. Gold is the log of the mean of the densities.

    Source: the preference behaviour distributions of Dumoulin et al. 2023 (arXiv 2311.14115).
    """

    seed: int = 0
    kinds: int = 1
    users: int = 1
    """How many annotators there are."""

    paper = Paper(
        "dumoulin2023density", "A density estimation perspective on learning from pairwise human preferences",
        "Dumoulin, Vincent and Johnson, Daniel D. and Castro, Pablo Samuel and Larochelle, Hugo and Dauphin, Yann",
        2023, arxiv="2311.14115",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not 1 <= self.kinds <= self.users:
            raise ValueError(f"{self.users} annotators cannot be of {self.kinds} kinds")

    @property
    @abstractmethod
    def texts(self) -> tuple[str, ...]:
        """All that can be said."""

    @abstractmethod
    def logp(self, kind: int) -> Float[np.ndarray, "texts"]:
        """The log-density of a kind of annotators, up to a constant."""

    def power(self, text: str) -> float:
        """What the density of a response is raised to in choices."""
        return 1.0

    def proposal(self) -> Float[np.ndarray, "texts"]:
        """How often each response is among the two that are compared."""
        return np.full(len(self.texts), 1 / len(self.texts))

    @cached_property
    def support(self) -> tuple[Example, ...]:
        """Every response as an example."""
        return tuple(Example(PROMPT, text) for text in self.texts)

    @cached_property
    def densities(self) -> Float[np.ndarray, "kinds texts"]:
        """The density of each kind."""
        raw = np.exp(np.stack([self.logp(kind) for kind in range(self.kinds)]))
        return raw / raw.sum(1, keepdims=True)

    @property
    def density(self) -> Float[np.ndarray, "texts"]:
        """The mean of the densities of all kinds: what people would say between them."""
        return self.densities.mean(0)

    @property
    def gold(self) -> Reward[Sequence[Example]]:
        return DensityGold(self)

    def comparisons(self, n: int) -> Comparisons:
        """``n`` choices. Those of one annotator between the same two are one row: its target their share, its weight their number."""
        rng = np.random.default_rng([self.seed, 1])
        first, second = self.drawn(rng, n)
        user = rng.integers(self.users, size=n)
        utility = np.array([self.power(text) for text in self.texts]) * np.log(self.densities)
        kind = user % self.kinds
        wins = rng.random(n) < expit(utility[kind, first] - utility[kind, second])
        chosen, rejected = np.where(wins, first, second), np.where(wins, second, first)
        choices = Counter(zip(user.tolist(), chosen.tolist(), rejected.tolist(), strict=True))
        return Comparisons.of(
            self.row(who, a, b, count, choices[who, b, a])
            for (who, a, b), count in choices.items()
            if a < b or (who, b, a) not in choices
        )

    def drawn(self, rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of unlike responses, each side by the proposal."""
        first, second = rng.choice(len(self.texts), size=(2, n), p=self.proposal())
        while (same := first == second).any():
            second[same] = rng.choice(len(self.texts), size=int(same.sum()), p=self.proposal())
        return first, second

    def row(self, user: int, a: int, b: int, wins: int, losses: int) -> Comparison:
        """What one annotator said of two responses."""
        return Comparison(
            self.support[a],
            self.support[b],
            target=wins / (wins + losses),
            annotator=f"user {user}",
            weight=float(wins + losses),
        )

    def samples(self, n: int) -> Float[np.ndarray, "texts"]:
        """How often each response is given when ``n`` are drawn from the density: what no comparison is needed for."""
        return np.random.default_rng([self.seed, 2]).multinomial(n, self.density).astype(float)

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        """Responses drawn evenly, without repetition; with n as many as there are, they are all there."""
        rng = np.random.default_rng([self.seed, 3])
        some = [rng.permutation(len(self.texts))[:n] for _ in range(prompts)]
        return [tuple(self.support[place] for place in each) for each in some]


@dataclass(frozen=True)
class Line(Density):
    """Points from -3 to 3; the density of a kind is a mixture of Gaussians at random places, a tenth of it spread evenly."""

    points: int = 60
    modes: int = 3
    gamma: float = 1.0
    """The power that choices raise the density to."""
    reach: float = float("inf")
    """The standard deviation of what is compared, around 0; infinite for all points alike."""

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(f"{x:.3f}" for x in np.linspace(-3, 3, self.points))

    def logp(self, kind: int) -> Float[np.ndarray, "texts"]:
        rng = np.random.default_rng([self.seed, 4, kind])
        x, centres = np.linspace(-3, 3, self.points), rng.uniform(-2.5, 2.5, size=self.modes)
        spreads = rng.uniform(0.2, 0.4, size=self.modes)
        bumps = np.exp(-(((x[:, None] - centres) / spreads) ** 2) / 2) / spreads
        return np.log(0.9 * bumps.sum(1) / bumps.sum() + 0.1 / self.points)

    def power(self, text: str) -> float:
        return self.gamma

    def proposal(self) -> Float[np.ndarray, "texts"]:
        weight = np.exp(-((np.linspace(-3, 3, self.points) / self.reach) ** 2) / 2)
        return weight / weight.sum()


@dataclass(frozen=True)
class Strings(Density):
    """Words of one to ``longest`` letters a and b, drawn letter by letter, and judged by the mean log-density of a letter.

        power(y) = 1 / |y|

    so that choices are between geometric means, as with likelihoods that are normalised by length.
    """

    longest: int = 4

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple("".join(letters) for n in range(1, self.longest + 1) for letters in product("ab", repeat=n))

    def logp(self, kind: int) -> Float[np.ndarray, "texts"]:
        """Letters follow each other with random probabilities; a word goes on with probability 0.7, to the longest."""
        rng = np.random.default_rng([self.seed, 5, kind])
        first, following = rng.dirichlet([2, 2]), rng.dirichlet([2, 2], size=2)
        letters = [["ab".index(letter) for letter in text] for text in self.texts]
        steps = [np.log(first[word[0]]) + sum(np.log(following[a, b]) for a, b in pairwise(word)) for word in letters]
        ends = [(len(word) - 1) * np.log(0.7) + np.log(0.3) * (len(word) < self.longest) for word in letters]
        return np.array(steps) + np.array(ends)

    def power(self, text: str) -> float:
        return 1 / len(text)


@dataclass(frozen=True)
class DensityGold(Reward[Sequence[Example]]):
    """The log of the mean density, of any response that can be said."""

    world: Density

    def score(self, batch: Sequence[Example]) -> Scores:
        """A response that nobody can say has failed."""
        known = dict(zip(self.world.texts, np.log(self.world.density).tolist(), strict=True))
        values = torch.tensor([known.get(each.response, float("nan")) for each in batch])
        errors = tuple(None if each.response in known else "no such response in this world" for each in batch)
        return Scores(values, errors=errors if any(errors) else None)
