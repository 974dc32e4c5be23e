"""Judges made from users: who they are, and how alike."""

import numpy as np
import pytest
import torch

from guerdon.testbeds import Directions, IdealPoints, imitators


def tastes(*arguments: float, n: int = 400) -> np.ndarray:
    return np.array([judge.taste for judge in imitators(Directions(seed=1), n, *arguments)])


def test_faithful_judges_are_users():
    world = IdealPoints(seed=2)
    users = world.tastes(range(world.users))
    for judge in imitators(world, 5, alike=0, error=0):
        place = (users - torch.tensor(judge.taste)).norm(dim=1).argmin()
        assert torch.allclose(users[place], torch.tensor(judge.taste), atol=1e-6)
        test = [row.chosen for row in world.asked([int(place)] * 20)]  # contexts name that user
        assert torch.allclose(judge.score(test).values, world.quality * world.gold.score(test).values, atol=1e-5)


def test_alike_judges_are_the_mean_user():
    world = Directions(seed=1)
    mean = world.tastes(range(world.users)).mean(0).numpy()
    assert np.allclose(tastes(1.0, 0.0, n=3), mean, atol=1e-5)
    assert tastes(0.5, 0.0).std(0) == pytest.approx(tastes(0.0, 0.0).std(0) / 2)


def test_half_of_the_error_is_shared():
    own = tastes(1.0, 0.6) - tastes(1.0, 0.0)
    assert own.std() ** 2 / 0.36 == pytest.approx(0.5 + np.var(own.mean(0)) / 0.36, abs=0.05)
    assert own.std(0) ** 2 == pytest.approx(np.full(8, 0.18), abs=0.05)


def test_a_panel_of_faithful_judges_says_the_share():
    world = Directions(seed=3)
    rows = list(world.asked([0] * 50))
    sides = [row.chosen for row in rows], [row.rejected for row in rows]
    said = torch.stack([judge.prefer(*sides) for judge in imitators(world, 600, 0, 0)]).mean(0)
    assert torch.allclose(said, world.share(*sides), atol=0.06)
