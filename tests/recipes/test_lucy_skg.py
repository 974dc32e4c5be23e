"""A pusher at a small scale: it moves as it should, and only a mean calls bad states good."""

import numpy as np

from guerdon.recipes import lucy_skg as recipe
from guerdon.testbeds.pusher import Pusher


def test_terms_that_must_agree_call_no_bad_state_good():
    outcomes = recipe.run(recipe.Config(worlds=2, steps=60), 100)
    found = outcomes[0].controls
    assert found["called good, signed geometric mean"] == 0 < found["called good, mean"]
    assert all(0 <= found[name] <= 1 for name in ("mean", "worst", "signed geometric mean", "no potential"))
    assert [outcome.data for outcome in outcomes] == ["pusher", "pusher, no potential", "pusher, states"]


def test_a_puck_is_pushed():
    world = Pusher(4, goal=11, agent=4, puck=5)
    north, south, west, east = range(4)
    table = world.tabular
    assert divmod(table.after([east]), 16) == (5, 6)
    assert divmod(table.after([east, east]), 16) == (6, 7)
    # against the edge nothing moves
    assert divmod(table.after([east, east, east]), 16) == (6, 7)
    # round it, and down the edge to the goal
    assert world.done[table.after([east, east, north, east, south])]
    assert not world.done[table.after([west, south])]
    assert np.array_equal(np.unique(world.cells[0]), np.arange(16))
