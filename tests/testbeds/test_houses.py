"""Houses: doors, walls, lifting and putting down, what holds and what is seen."""

import numpy as np
import pytest

from guerdon.errors import GuerdonError
from guerdon.testbeds import House, Place
from guerdon.testbeds.houses import ACTIONS, COLOURS, THINGS

# two rooms of 2 x 2 side by side: cells 0 1 | 2 3 over 4 5 | 6 7, a door between 1 and 2
HOUSE = House(("red", "blue"), 2, 2, frozenset({(1, 2)}), {"cup": 0, "book": 7, "lamp": 3, "chair": 4}, 5)
NORTH, SOUTH, WEST, EAST, LIFT, PUT = range(len(ACTIONS))


def test_walls_stop_and_doors_do_not():
    assert HOUSE.moves[5].tolist() == [1, 5, 4, 5]  # north, south (edge), west, east (wall)
    assert HOUSE.moves[1].tolist() == [1, 5, 0, 2]
    assert HOUSE.room.tolist() == [0, 0, 1, 1, 0, 0, 1, 1]


def test_a_thing_is_lifted_where_it_stands_carried_and_put_down_once():
    place = Place(HOUSE, "cup")
    states = place.tabular
    at_cup = states.after([NORTH, WEST])
    assert states.after([LIFT]) == HOUSE.start  # not there yet
    carried = states.after([NORTH, WEST, LIFT])
    assert (carried // 8, carried % 8) == (1, 0)
    ended = states.after([NORTH, WEST, LIFT, EAST, EAST, PUT])
    assert (ended // 8, ended % 8) == (3, 2)
    assert states.after([NORTH, WEST, LIFT, EAST, EAST, PUT, LIFT]) == ended
    held = {
        name: place.holds(name, {"thing": "cup", "room": "blue"}, np.array([at_cup, carried, ended])).tolist()
        for name in ("agent_at_thing", "thing_carried", "thing_in_room", "agent_in_room")
    }
    assert held == {
        "agent_at_thing": [True, False, False],
        "thing_carried": [False, True, False],
        "thing_in_room": [False, False, True],
        "agent_in_room": [False, False, True],
    }


def test_the_agent_sees_its_room_walls_and_near_things_alone():
    place = Place(HOUSE, "cup")
    seen = place.observed()[8 + 1]  # the cup carried, the agent beside the door
    colours, walls = seen[: len(COLOURS)], seen[len(COLOURS) : len(COLOURS) + 4]
    assert colours.tolist() == [1.0, 0, 0, 0, 0, 0]
    assert walls.tolist() == [1, 0, 0, 0]
    things = dict(zip(THINGS, seen[len(COLOURS) + 4 :].reshape(-1, 4).tolist(), strict=True))
    assert things == {"cup": [0, 0, 1, 0], "book": [0, 0, 0, 0], "lamp": [0, 0, 0, 0], "chair": [0, 1, 0, 0]}


def test_every_cell_of_a_drawn_house_can_be_reached():
    for seed in range(5):
        house = House.drawn(np.random.default_rng(seed), 2, 3)
        reached = {house.start}
        while len(more := reached | {int(to) for cell in reached for to in house.moves[cell]}) > len(reached):
            reached = more
        assert len(reached) == 54
        assert len(set(house.colours)) == 6
        assert len(house.doors) == 7  # 2 x 2 eastward, 1 x 3 southward


def test_drawing_is_by_the_generator_alone():
    one, two, other = (House.drawn(np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert one == two != other


@pytest.mark.parametrize(
    ("predicate", "bindings", "says"),
    [
        ("thing_on_roof", {}, "no predicate of houses"),
        ("agent_in_room", {"room": "green"}, "no green room; its rooms: red, blue"),
        ("thing_in_room", {"thing": "book", "room": "red"}, "follow the cup, not the book"),
        ("agent_at_thing", {"thing": "sofa"}, "no sofa"),
    ],
)
def test_what_has_no_meaning_in_a_house_is_an_error(predicate, bindings, says):
    with pytest.raises(GuerdonError, match=says):
        Place(HOUSE, "cup").holds(predicate, bindings, np.array([0]))


def test_a_house_without_the_thing_is_an_error():
    with pytest.raises(GuerdonError, match="no sofa"):
        Place(HOUSE, "sofa")
