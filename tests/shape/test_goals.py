"""Goals: 1 where the predicate holds of where a step leads."""

import numpy as np
import pytest

from guerdon.errors import GuerdonError
from guerdon.shape import GoalSpec
from guerdon.testbeds import House, Place
from guerdon.types import Transitions

HOUSE = House(("red", "blue"), 2, 2, frozenset({(1, 2)}), {"cup": 0, "book": 7, "lamp": 3, "chair": 4}, 5)


def steps(states: list[int], next_states: list[int]) -> Transitions:
    no = np.zeros(len(states), bool)
    return Transitions(np.array(states), np.zeros(len(states), int), np.array(next_states), no, no)


def test_a_step_is_rewarded_by_where_it_leads():
    goal = GoalSpec("agent_in_room", {"room": "blue"}).reward(Place(HOUSE))
    scores = goal.score(steps([1, 2, 1], [2, 1, 5]))
    assert scores.values.tolist() == [1.0, 0.0, 0.0]
    assert (goal.met(2), goal.met(1)) == (True, False)


def test_the_table_for_planning_says_the_same_as_the_score():
    place = Place(HOUSE, "cup")
    goal = GoalSpec("thing_in_room", {"thing": "cup", "room": "blue"}).reward(place)
    table = goal.of_steps(place.tabular)
    states = np.arange(place.states)
    for action in range(6):
        scored = goal.score(steps(states.tolist(), place.tabular.successor[:, action].tolist()))
        assert scored.values.equal(table[:, action])
    assert 0 < float(table.sum()) < table.numel()


def test_a_goal_scales_as_any_reward():
    goal = GoalSpec("agent_in_room", {"room": "blue"}).reward(Place(HOUSE))
    assert (2.5 * goal).score(steps([1], [2])).values.tolist() == [2.5]


def test_a_goal_that_means_nothing_here_is_an_error():
    with pytest.raises(GuerdonError, match="no green room"):
        GoalSpec("agent_in_room", {"room": "green"}).reward(Place(HOUSE)).score(steps([0], [1]))
