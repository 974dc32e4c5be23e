"""Rooms of things: the table against MiniGrid, what is seen, and what is said."""

import numpy as np
import pytest

pytest.importorskip("minigrid")

from guerdon.testbeds.things_room import GOALS, NAMES, NOTHING, TILE, VIEW, ThingsRoom


@pytest.fixture(scope="module")
def room() -> ThingsRoom:
    return ThingsRoom(100)


def test_the_table_is_minigrid(room):
    for row, state in enumerate(room.states[::5]):
        for action in range(3):
            room.world.agent_pos, room.world.agent_dir = state[:2], state[2]
            room.world.step(action)
            after = (*map(int, room.world.agent_pos), int(room.world.agent_dir))
            assert room.states[room.successors[5 * row, action]] == after


def test_a_goal_is_reached_where_minigrid_sees_it_ahead(room):
    reached = room.reached(room.states)
    assert len(room.states) == 4 * ((room.size - 2) ** 2 - len(GOALS))
    for state, row in zip(room.states, reached, strict=True):
        thing = room.world.grid.get(*room.ahead(state))
        name = f"{thing.color} {thing.type}" if thing is not None and thing.type != "wall" else None
        assert [NAMES[goal] for goal in np.flatnonzero(row)] == ([name] if name else [])
    assert reached.sum(0).max() <= 4


def test_what_is_in_front_is_drawn_in_front(room):
    faced = {room.faced(state): room.frame(state) for state in room.states}
    above = slice(TILE * (VIEW - 2), TILE * (VIEW - 1)), slice(TILE * (VIEW // 2), TILE * (VIEW // 2 + 1))
    patches = {thing: frame[above] for thing, frame in faced.items() if thing is not None}
    assert all(frame.shape == (TILE * VIEW, TILE * VIEW, 3) for frame in faced.values())
    for thing, patch in patches.items():
        red, green, blue = patch.reshape(-1, 3).max(0).astype(int)
        colour = NAMES[thing].split()[0]
        assert {"red": red > green, "green": green > red, "blue": blue > red, "yellow": min(red, green) > blue}[colour]


def test_captions_are_true(room):
    said = [each.prompt_text for each in room.captioned(np.random.default_rng(100))]
    for state, text in zip(room.states, said, strict=True):
        front = room.faced(state)
        true = {
            NOTHING if front is None else GOALS[front],
            *(f"a {name} far from the agent" for name in room.seen(state)),
        }
        assert text in true
    assert len(set(said)) > 12


def test_rooms_differ_and_a_seed_repeats(room):
    assert ThingsRoom(100).cells == room.cells != ThingsRoom(101).cells
    assert (ThingsRoom(100).frame(room.states[7]) == room.frame(room.states[7])).all()
