"""Walks past keys, against the same told step by step; and comparisons of numbered states."""

import numpy as np
import pytest

from guerdon.testbeds.keys import Keys
from guerdon.testbeds.letters import Letters
from guerdon.testbeds.numbered import compared, named, state, walked


def test_the_room_is_that_of_the_last_key():
    world = Keys(Letters(3, {"a": (0,), "b": (4,)}, start=0))
    assert (world.door, world.states) == (9, 13)
    assert world.key.tolist() == [1, 0, 0, 0, 2, 0, 0, 0, 0]
    walks = np.array([[0, 1, 2, 2], [0, 1, 4, 5], [4, 3, 0, 0], [8, 7, 6, 7]])
    assert world.carried(walks).tolist() == [1, 2, 1, 0]


def test_walks_go_from_cell_to_cell_and_end_at_the_door():
    world = Keys.drawn(np.random.default_rng(100))
    walks = world.walks(200, 12, np.random.default_rng(101))
    assert walks.shape == (200, 13)
    assert (walks[:, 11] == world.door).all()
    cells = walks[:, :11]
    rows, columns = np.divmod(cells, 5)
    assert (abs(np.diff(rows)) + abs(np.diff(columns))).max() == 1
    for row, room in zip(cells, walks[:, 12], strict=True):
        taken = [world.key[cell] for cell in row if world.key[cell]]
        assert room == world.door + 1 + (taken[-1] if taken else 0)
    assert set(walks[:, 12]) == {26, 27, 28, 29}


def test_numbered_states_are_written_and_read():
    example = walked(np.array([2, 0]), 3, "pair 7")
    assert example.steps == ("0 0 1\n", "1 0 0\n")
    assert [state(step) for step in example.steps] == [2, 0]
    assert named(example.steps[0]) == "s2"


def test_the_better_of_two_segments_is_preferred_as_often_as_their_gap_says():
    segments = np.tile([[0, 1, 1], [1, 1, 1]], (4000, 1))
    rows = compared(segments, np.array([1.0, 0.25]), np.random.default_rng(100))
    won = np.mean([row.chosen.steps[0] == "1 0\n" for row in rows])
    # the first returns 1.5, the second 0.75
    assert won == pytest.approx(1 / (1 + np.exp(-0.75)), abs=0.025)
    assert {row.chosen.prompt for row in rows} == {f"pair {number}" for number in range(4000)}
