"""Worlds of densities: their densities by hand, and choices that follow them."""

import numpy as np
import pytest

from guerdon.testbeds import Line, Strings
from guerdon.testbeds import open as open_world


@pytest.mark.parametrize("world", [Line(seed=1), Strings(seed=1), Line(seed=2, kinds=3, users=3)])
def test_densities_sum_to_one_and_gold_is_their_log(world):
    assert np.allclose(world.densities.sum(1), 1)
    assert np.allclose(np.exp(world.gold.score(world.support).values), world.density, atol=1e-6)


def test_a_tenth_of_the_line_is_spread_evenly():
    assert Line(seed=3, points=50).density.min() >= 0.1 / 50


def test_lengths_of_strings_are_geometric_to_the_longest():
    world = Strings(seed=4)
    lengths = np.array([len(text) for text in world.texts])
    assert len(world.texts) == 2 + 4 + 8 + 16
    share = [world.density[lengths == n].sum() for n in (1, 2, 3, 4)]
    assert share == pytest.approx([0.3, 0.7 * 0.3, 0.49 * 0.3, 0.343])
    assert world.power("aba") == pytest.approx(1 / 3)


def test_letters_of_strings_are_a_chain():
    world = Strings(seed=5)
    p = dict(zip(world.texts, world.density, strict=True))
    # after an a comes a b with one probability, wherever the a stands; the first three lengths stop with 0.3
    assert p["ab"] / (p["aa"] + p["ab"]) == pytest.approx(p["bab"] / (p["baa"] + p["bab"]))
    assert p["ab"] + p["aa"] == pytest.approx(0.7 * p["a"])


@pytest.mark.parametrize("world", [Line(seed=6, points=5, gamma=0.5), Strings(seed=6, longest=2)])
def test_choices_are_by_the_power_of_the_density(world):
    power = np.array([world.power(text) for text in world.texts])
    f = world.density**power
    said = {}
    for row in world.comparisons(40_000):
        a, b = (world.texts.index(side.response) for side in (row.chosen, row.rejected))
        said[a, b] = (row.target, row.weight)
    assert sum(weight for _, weight in said.values()) == 40_000
    assert len(said) == len(f) * (len(f) - 1) / 2  # each pair once, in one order
    for (a, b), (share, weight) in said.items():
        assert share == pytest.approx(f[a] / (f[a] + f[b]), abs=4 * np.sqrt(0.25 / weight))


def test_annotators_choose_by_the_density_of_their_kind():
    world = Line(seed=7, points=2, kinds=2, users=4)
    for row in world.comparisons(20_000):
        kind = int(row.annotator.removeprefix("user ")) % 2
        a, b = (world.texts.index(side.response) for side in (row.chosen, row.rejected))
        p = world.densities[kind]
        assert row.target == pytest.approx(p[a] / (p[a] + p[b]), abs=0.04)


def test_what_is_compared_lies_within_reach():
    places = [float(row.chosen.response) for row in Line(seed=8, reach=0.3).comparisons(500)]
    assert np.abs(places).max() < 1.6


def test_draws_follow_the_density():
    world = Line(seed=9)
    assert np.allclose(world.samples(200_000) / 200_000, world.density, atol=0.005)


def test_other_worlds():
    assert open_world("line?kinds=2&users=6", seed=3) == Line(seed=3, kinds=2, users=6)
    with pytest.raises(ValueError, match="1 annotators cannot be of 2 kinds"):
        Line(kinds=2)
    assert sorted(e.response for e in Strings(longest=1).candidates(1, 2)[0]) == ["a", "b"]
    scores = Strings().gold.score(Line().support[:1])
    assert scores.errors == ("no such response in this world",)
