"""Steps of DoorKey as text: what is drawn is what is there, and labels are those of the drawings."""

import numpy as np

from guerdon.testbeds.door_key import DoorKey
from guerdon.testbeds.door_key_steps import GOALS, drawing, labelled_steps, reachable

WORLD = DoorKey(6, wall=3, door=2, key=(1, 1), agent=(2, 4, 3))


def test_a_state_is_drawn():
    assert drawing(WORLD, WORLD.tabular.start).splitlines() == [
        "######", "#K.#.#", "#..D.#", "#..#.#", "#.^#G#", "######", "The agent carries nothing.",
    ]  # fmt: skip


def test_half_of_the_steps_achieve_their_goal_and_the_text_shows_it():
    worlds = [DoorKey.drawn(np.random.default_rng(seed)) for seed in range(3)]
    steps = labelled_steps(worlds, 60, seed=1)
    assert sum(label for _, label in steps) == 30
    for example, label in steps:
        before, after = example.response.split("\n\nAction")[0], example.response.split("\n\nAfter")[1]
        assert shown(example.context["criterion"], before, after) == label
    assert labelled_steps(worlds, 60, seed=1) == steps


def shown(goal: str, before: str, after: str) -> bool:
    if goal == GOALS["key"]:
        return "carries nothing" in before and "carries the key" in after
    return "D" in before and "D" not in after


def test_what_can_be_reached_has_the_key_before_the_door_is_open():
    states = reachable(WORLD)
    assert states[WORLD.tabular.start]
    assert not (states & WORLD.unlocked & ~WORLD.carrying).any()
    assert (states & WORLD.goal).any()
