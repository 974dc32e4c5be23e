"""Blends of hints in a small room: the return is as walked, and a wrong hint loses its weight."""

import numpy as np
import pytest
import torch

from guerdon.recipes import barfi as recipe
from guerdon.recipes.hinted_room import DISCOUNT, Room


def test_a_blend_survives_a_wrong_hint():
    outcomes = recipe.run(recipe.Config(steps=60), 100)
    found = outcomes[0].controls
    assert found["true reward alone, end"] > 0.5
    assert found["wrong hint, sum, end"] < 0.2
    assert found["wrong hint, weight of hint"] < 1
    assert [outcome.data for outcome in outcomes] == ["room, wrong hint", "room, wrong hint, price", "room, right hint"]


def test_the_return_is_that_of_the_way():
    room = Room.drawn(np.random.default_rng(0))
    steps = int(-room.nearness(room.goal).values[room.grid.start])
    # always the action that comes nearest: the best return is the discounted 1 at the end of the shortest way
    near = np.array([[room.nearness(room.goal).values[cell] for cell in row] for row in room.grid.moves])
    theta = torch.from_numpy(100.0 * near)
    best = np.argmax(near, 1)
    theta[torch.arange(25), torch.from_numpy(best)] += 50
    true = room.true.score(room.batch).values
    assert float(room.gathered(theta, true)) == pytest.approx(DISCOUNT ** (steps - 1))


def test_the_update_is_the_gradient():
    room, rng = Room.drawn(np.random.default_rng(1)), np.random.default_rng(2)
    theta, reward = torch.from_numpy(rng.normal(size=(25, 4))), torch.from_numpy(rng.normal(size=100))
    slope = room.update(theta, reward)
    nudge = torch.zeros_like(theta)
    nudge[room.grid.start, 2] = 1e-6
    change = room.gathered(theta + nudge, reward, 0.01) - room.gathered(theta, reward, 0.01)
    assert float(slope[room.grid.start, 2]) == pytest.approx(float(change) / 1e-6, rel=1e-3)
