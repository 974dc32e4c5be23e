"""DoorKey by table against MiniGrid's own, and learners on tables against what can be counted."""

import numpy as np
import pytest

from guerdon.shape.steps import StateValues
from guerdon.testbeds.door_key import NUMBERS, DoorKey
from guerdon.testbeds.q_learning import QLearning, Tasks
from guerdon.types import Tabular

minigrid = pytest.importorskip("minigrid")


def copied(env) -> DoorKey:
    """The table of an environment of MiniGrid as it stands."""
    found = {}
    for column in range(env.width):
        for row in range(env.height):
            cell = env.grid.get(column, row)
            if cell is not None:
                found[cell.type] = (column, row)
    return DoorKey(
        env.width, found["door"][0], found["door"][1], found["key"], (*map(int, env.agent_pos), int(env.agent_dir))
    )


@pytest.mark.parametrize("seed", range(4))
def test_it_steps_as_minigrid_does(seed):
    gymnasium = pytest.importorskip("gymnasium")
    env = gymnasium.make("MiniGrid-DoorKey-6x6-v0").unwrapped
    rng = np.random.default_rng(seed)
    env.reset(seed=seed)
    world = copied(env)
    state, opened = world.tabular.start, 0
    column, row, direction, carries, door = world.places
    for _ in range(4000):
        action = int(rng.integers(5))
        _, _, terminated, _, _ = env.step(NUMBERS[action])
        state = int(world.tabular.successor[state, action])
        assert (column[state], row[state], direction[state]) == (*map(int, env.agent_pos), int(env.agent_dir))
        assert bool(carries[state]) == (env.carrying is not None)
        lock = env.grid.get(world.wall, world.door)
        assert door[state] == (2 if lock.is_open else 0 if lock.is_locked else 1)
        assert world.goal[state] == terminated
        opened += door[state] > 0
        if terminated:
            env.reset(seed=seed)
            state = world.tabular.start
    assert opened


def test_drawn_worlds_can_be_solved():
    worlds = [DoorKey.drawn(np.random.default_rng(seed)) for seed in range(30)]
    tasks = Tasks.of([world.tabular for world in worlds], [world.goal for world in worlds])
    fewest = tasks.fewest_steps()
    assert (fewest >= 6).all()
    assert len({world.key for world in worlds}) > 3
    # without the key there is no way through
    world = worlds[0]
    states = np.flatnonzero(~world.carrying & ~world.unlocked & (world.places[0] < world.wall))
    after = world.tabular.successor[states]
    assert not (world.unlocked[after]).any()
    assert not (world.places[0][after[:, :3]] > world.wall).any()


def test_a_learner_finds_the_short_way():
    # a corridor of five cells: 0 steps back, 1 forward
    cells = np.arange(5)
    corridor = Tabular(np.column_stack([np.maximum(cells - 1, 0), np.minimum(cells + 1, 4)]), 0)
    tasks = Tasks.of([corridor, corridor], [cells == 4, cells == 2])
    assert tasks.fewest_steps().tolist() == [4, 2]
    learner = QLearning(envs=2, limit=20)
    gold = StateValues((0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
    ended = learner.learn(tasks, gold, 600, 0)
    assert learner.rate_of_success(tasks, ended[300:]) > 0.75
    assert (ended == learner.learn(tasks, gold, 600, 0)).all()
    nothing = learner.learn(tasks, 0.0 * gold, 600, 0)
    assert learner.rate_of_success(tasks, nothing) < learner.rate_of_success(tasks, ended) - 0.2
    with pytest.raises(ValueError, match="no way leads"):
        Tasks.of([corridor], [cells == 9]).fewest_steps()
