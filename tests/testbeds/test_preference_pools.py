"""Worlds of preference pools: what is broken, what lies elsewhere, and how they are opened."""

import numpy as np
import pytest

from guerdon.testbeds import Broken, Elsewhere, Specialists, open
from guerdon.testbeds.vectors import numbers
from guerdon.types import Example


def drawn(world, prompts=200, n=5):
    return [each for group in world.candidates(prompts, n) for each in group]


def test_the_last_number_says_what_is_broken_and_costs_what_it_should():
    world = Broken(width=5, seed=100, share=0.1, harm=3.0)
    rows = numbers(drawn(world))
    assert set(rows[:, -1].tolist()) == {0.0, 1.0}
    assert rows[:, -1].mean().item() == pytest.approx(0.1, abs=0.03)
    whole, broken = (world.gold.score([Example("a", f"0.5 -1 2 0 {last}")]).values.item() for last in (0, 1))
    assert whole - broken == pytest.approx(3.0, abs=1e-5)
    sound = rows[rows[:, -1] == 0]
    assert world.truth(sound).std().item() == pytest.approx(1.0, abs=0.1)


def test_the_lowest_of_many_is_broken_more_often_than_of_few():
    world = Broken(width=5, seed=100)
    groups = world.candidates(60, 60)
    share = {
        n: np.mean([numbers(some[:n])[world.gold.score(some[:n]).values.argmin(), -1].item() for some in groups])
        for n in (3, 60)
    }
    assert share[3] < 0.2 < 0.5 < share[60]


def test_candidates_lie_where_no_labels_are():
    world = Elsewhere(width=6, seed=100, shift=2.0)
    labels = numbers([row.chosen for row in world.comparisons(300)] + [row.rejected for row in world.comparisons(300)])
    policy = numbers(drawn(world))
    assert labels.mean(0).norm().item() < 0.3
    assert policy.mean(0).norm().item() == pytest.approx(2.0, abs=0.2)
    assert policy.std(0).mean().item() == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("name", "kind"), [("broken?harm=2", Broken), ("elsewhere?shift=1", Elsewhere), ("specialists", Specialists)]
)
def test_they_open_by_name(name, kind):
    world = open(name, seed=100)
    assert isinstance(world, kind)
    assert len(world.comparisons(7)) == 7
    assert [row.id for row in world.comparisons(7)] == [row.id for row in open(name, seed=100).comparisons(7)]
