"""The world of animals: what users agree on, what they do not, and how often they are asked about it."""

import numpy as np
import pytest
import torch

from guerdon.testbeds import Pets
from guerdon.testbeds import open as open_world
from guerdon.testbeds.vectors import numbers
from guerdon.types import Example

DOG, CAT, RABBIT, SNAKE = ([Example("p", " ".join(map(str, row)))] for row in np.eye(4, 8))


def test_users_agree_on_the_best_and_the_worst_alone():
    gold = Pets(seed=4, spread=0.0).gold
    for user in ("user 0", "user 1", "user 7"):
        scores = [float(gold.for_user(user).score(some).values) for some in (DOG, CAT, RABBIT, SNAKE)]
        middle = [0.5, -0.5] if user == "user 0" else [-0.5, 0.5]
        assert scores == pytest.approx([1.0, *middle, -1.0])


def test_pairs_are_of_unlike_animals_and_disputed_as_often_as_is_said():
    world = Pets(seed=4, noise=0.1, contested=0.3)
    rows = list(world.asked([0] * 2000))
    chosen, rejected = [row.chosen for row in rows], [row.rejected for row in rows]
    told = [numbers(side)[:, :4].argmax(1) for side in (chosen, rejected)]
    assert bool((told[0] != told[1]).all())
    disputed = world.disputed(chosen, rejected)
    assert disputed.mean() == pytest.approx(0.3, abs=0.04)
    expected = [{int(a), int(b)} == {1, 2} for a, b in zip(*told, strict=True)]
    assert disputed.tolist() == expected


def test_one_reward_for_all_is_right_half_of_the_time_on_what_is_disputed():
    world = Pets(seed=5, spread=0.0, flips=0.0, quality=1e6)
    rows = list(world.asked([0, 1] * 800))
    first, other = [row.chosen for row in rows], [row.rejected for row in rows]
    disputed = world.disputed(first, other)
    direction = torch.tensor([1.0, 0.6, 0.2, -1.0, 0, 0, 0, 0])
    right = (numbers(first) @ direction > numbers(other) @ direction).numpy()
    assert right[disputed].mean() == pytest.approx(0.5, abs=0.08)
    assert right[~disputed].mean() > 0.85


def test_it_opens_by_name_and_refuses_what_it_cannot_make():
    assert open_world("pets?contested=0.5", seed=2) == Pets(contested=0.5, seed=2)
    with pytest.raises(ValueError, match="groups=3"):
        Pets(groups=3)
