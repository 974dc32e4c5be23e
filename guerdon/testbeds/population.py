"""Annotators who want different things: worlds in which whose preference it is decides."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.vectors import VectorWorld, drawn, numbers, written
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Population(VectorWorld):
    """Users in groups of like taste, each of whom compares vectors by a reward of his own.

    The taste of user u is centre_(u mod groups) + spread * noise, all coordinates normal; a subclass says what it is
    worth. Comparisons name the user as ``annotator`` and in the context as ``user``. There are endlessly many users:
    ``user 0`` to ``user <users - 1>`` are those whom ``comparisons`` asks, later ones are new.
    """

    width: int = 8
    users: int = 60
    groups: int = 3
    spread: float = 0.2
    """How far users of a group differ, in standard deviations of the centres."""

    @abstractmethod
    def worth(self, vectors: Float[Tensor, "n width"], tastes: Float[Tensor, "#n width"]) -> Float[Tensor, "n"]:
        """The reward of each response to somebody of each taste."""

    def taste(self, user: int) -> Float[np.ndarray, "width"]:
        centre = np.random.default_rng([self.seed, 4, user % self.groups]).normal(size=self.width)
        own = np.random.default_rng([self.seed, 5, user]).normal(size=self.width)
        return centre + self.spread * own

    def tastes(self, users: Sequence[int]) -> Float[Tensor, "users width"]:
        return torch.from_numpy(np.stack([self.taste(user) for user in users])).float()

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        """What responses are worth to the users of ``comparisons`` on average."""
        return torch.stack([self.worth(vectors, taste[None]) for taste in self.tastes(range(self.users))]).mean(0)

    @property
    def gold(self) -> Reward[Sequence[Example]]:
        return PopulationGold(self)

    def comparisons(self, n: int) -> Comparisons:
        """Pairs drawn at random, each shown to one user drawn at random."""
        return self.asked(np.random.default_rng([self.seed, 6]).integers(self.users, size=n).tolist())

    def asked(self, users: Sequence[int], purpose: int = 0) -> Comparisons:
        """One pair for each user named, in that order; another purpose draws other pairs."""
        vectors = self.vectors(2 * len(users), purpose=10 + purpose)
        pairs = [
            self.pair(f"task {purpose} {row}", vectors[2 * row : 2 * row + 2], user) for row, user in enumerate(users)
        ]
        gaps = (
            self.gold.score([first for first, _ in pairs]).values
            - self.gold.score([other for _, other in pairs]).values
        )
        wins = self.flips + (1 - 2 * self.flips) * torch.sigmoid(self.quality * gaps)
        return Comparisons.of(
            replace(row, annotator=row.chosen.context["user"], agreement=None, id="")
            for row in drawn(pairs, wins, self.seed + purpose)
        )

    def pair(self, prompt: str, vectors: Float[np.ndarray, "2 width"], user: int) -> tuple[Example, Example]:
        first, second = (Example(prompt, written(vector), {"user": f"user {user}"}) for vector in vectors)
        return first, second

    def share(self, first: Sequence[Example], second: Sequence[Example]) -> Float[Tensor, "n"]:
        """The probability that a user drawn at random prefers each first response, whoever its context names."""
        a, b = numbers(first), numbers(second)
        gaps = torch.stack([self.worth(a, t[None]) - self.worth(b, t[None]) for t in self.tastes(range(self.users))])
        return (self.flips + (1 - 2 * self.flips) * torch.sigmoid(self.quality * gaps)).mean(0)


@dataclass(frozen=True)
class IdealPoints(Population):
    """Everybody has a point that he likes best: r_u(x) = -|x - taste_u|."""

    def worth(self, vectors: Float[Tensor, "n width"], tastes: Float[Tensor, "#n width"]) -> Float[Tensor, "n"]:
        return -(vectors - tastes).norm(dim=1)


@dataclass(frozen=True)
class Directions(Population):
    """Everybody has a direction in which he wants more: r_u(x) = x . taste_u / sqrt(width)."""

    def worth(self, vectors: Float[Tensor, "n width"], tastes: Float[Tensor, "#n width"]) -> Float[Tensor, "n"]:
        return (vectors * tastes).sum(1) / self.width**0.5


@dataclass(frozen=True)
class PopulationGold(Reward[Sequence[Example]]):
    """What each response is worth to the user whom its context names, or to the users on average where it names none."""

    world: Population

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises GuerdonError where a context names somebody who is no user of such a world."""
        named = [row for row, example in enumerate(batch) if "user" in example.context]
        vectors = numbers(batch)
        values = self.world.truth(vectors)
        if named:
            tastes = self.world.tastes([user_number(batch[row].context["user"]) for row in named])
            values[named] = self.world.worth(vectors[named], tastes)
        return Scores(values)


def user_number(name: str) -> int:
    word, _, number = str(name).partition(" ")
    if word != "user" or not number.isdigit():
        raise GuerdonError(f"a context names {name!r}; the users of this world are 'user 0', 'user 1' and so on")
    return int(number)
