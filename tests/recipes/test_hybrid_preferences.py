"""Routing at a tiny scale: equal budgets of human labels, and that labellers are as good as they are said to be."""

import numpy as np
import pytest

from guerdon.recipes import hybrid_preferences as recipe
from guerdon.testbeds import Specialists

SMALL = recipe.Config(pairs=50, mixes=12, tests=60, real=0)


def test_every_route_keeps_the_budget(short_fits):
    outcomes = recipe.run(SMALL, 100)
    assert [outcome.data for outcome in outcomes] == ["vectors", "vectors, against human labels"]
    found = outcomes[0].controls
    assert found["human labels used, random"] == 15 >= found["human labels used, routed"]
    assert found["human labels used, model labels"] == 0
    assert found["trainings to learn the router"] == 12
    assert outcomes[0].baseline == found["random"]


def test_labellers_are_as_good_as_they_are_said_to_be():
    world = Specialists(seed=100)
    n, first = 500, world.marks(500)[:, 0]
    truth = recipe.signed(world.true(n))
    for rows, (there, elsewhere) in ((world.people(n), world.person), (world.machine(n), world.model)):
        right = recipe.signed(rows) == truth
        assert right[first].mean() == pytest.approx(there, abs=0.09)
        assert right[~first].mean() == pytest.approx(elsewhere, abs=0.09)
    assert first.mean() == pytest.approx(world.share, abs=0.06)
    assert (world.marks(10) == world.marks(500)[:10]).all()
    assert np.array_equal(truth[:10], recipe.signed(world.true(10)))


@pytest.mark.realdata
def test_comparisons_of_rmb_are_routed_by_their_traits(data_folder, short_fits):
    config = recipe.Config(real=60, mixes=12)
    (outcome,) = recipe.real(config, Specialists(seed=100), 100)
    assert outcome.data == "rmb, simulated mistakes"
    assert outcome.controls["human labels used, routed"] <= outcome.controls["human labels used, random"]
