"""Judges who imitate the users of a population, more alike than these and not quite right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from guerdon.reward import Reward
from guerdon.testbeds.population import Population
from guerdon.testbeds.vectors import numbers
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Imitator(Reward[Sequence[Example]]):
    """Somebody of a given taste; sees gaps as well as the users of the world do, whoever a context names."""

    world: Population
    taste: tuple[float, ...]

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(self.world.quality * self.world.worth(numbers(batch), torch.tensor([self.taste])))


def imitators(world: Population, n: int, alike: float = 0.3, error: float = 0.3) -> tuple[Imitator, ...]:
    """``n`` judges, each made from a user drawn at random from those whom ``comparisons`` asks.

        taste_j = (1 - alike) taste_u + alike (mean taste of the users) + error (own noise + the noise of all judges) / sqrt 2

    Args:
        world: whose users are imitated.
        n: how many judges.
        alike: how far judges have come together, as judges made from one model do; 1 for all the same.
        error: how far they miss, in standard deviations of the users' centres; half of its variance is a bias that all
            share, which no number of judges averages out.
    """
    rng = np.random.default_rng([world.seed, 7])
    users = world.tastes(range(world.users)).double().numpy()
    shared = rng.standard_normal(world.width)
    drawn = users[rng.integers(world.users, size=n)]
    noise = (rng.standard_normal((n, world.width)) + shared) / np.sqrt(2)
    tastes = (1 - alike) * drawn + alike * users.mean(0) + error * noise
    return tuple(Imitator(world, tuple(taste)) for taste in tastes.tolist())
