"""Learners with machines, against the machine stepped by hand and ways counted by hand."""

import numpy as np
import pytest

from guerdon.shape.machines import MachineReward, RewardMachine
from guerdon.shape.machines.tasks import Counterfactual, MachineTasks, Options, formulas
from guerdon.shape.steps import StateLabels
from guerdon.testbeds.letters import Letters
from guerdon.testbeds.q_learning import QLearning
from guerdon.types import Tabular, Transitions

TASK = RewardMachine.parse("u0 -a & !c-> u1; u1 -b & !c-> acc; u1 -c-> rej; u0 -c-> rej")


def worlds(n=2, size=5):
    rng = np.random.default_rng(7)
    found = [Letters.drawn(rng, size, "abc", 1) for _ in range(n)]
    return found, MachineTasks.of(TASK, [each.tabular for each in found], [StateLabels(each.cells) for each in found])


def test_the_table_steps_as_worlds_and_machines_do():
    found, both = worlds()
    rng, many = np.random.default_rng(0), len(TASK.states)
    for number, world in enumerate(found):
        reward = MachineReward(TASK, StateLabels(world.cells))
        cell, state = world.start, int(both.tasks.starts[number])
        for action in rng.integers(4, size=300):
            after = int(world.moves[cell, action])
            never = np.zeros(1, bool)
            paid = float(reward.score(Transitions(np.array([cell]), never * 1, np.array([after]), never, never)).values)
            state = int(both.tasks.successor[state, action])
            assert both.tasks.ends[state] == (paid == 1)
            assert state % many == reward.situation(1)[0]
            if reward.over(1)[0]:
                reward.reset(np.ones(1, bool))
                after, state = world.start, int(both.tasks.starts[number])
            assert state // many - number * 25 == after
            cell = after


def test_the_formulas_of_a_machine():
    fits, useful = formulas(TASK)
    # a, b and c are the bits of a code; what is rejected is no use
    assert [np.flatnonzero(row).tolist() for row in fits] == [[1, 3], [2, 3]]
    assert useful.tolist() == [[True, False], [False, True], [False, False], [False, False]]


@pytest.fixture
def corridor() -> MachineTasks:
    # cells 0 to 6, start at 3, a at 0 and b at 6: three steps west, six steps east
    cells = np.arange(7)
    world = Tabular(np.column_stack([np.maximum(cells - 1, 0), np.minimum(cells + 1, 6)]), 3)
    machine = RewardMachine.parse("u0 -a-> u1; u1 -b-> acc")
    return MachineTasks.of(machine, [world], [StateLabels({"a": (0,), "b": (6,)})])


def test_every_learner_finds_the_way(corridor):
    assert corridor.tasks.fewest_steps().tolist() == [9]
    plain = QLearning(envs=4, limit=60)
    rates = [
        plain.rate_of_success(corridor.tasks, ended[-300:])
        for ended in (
            plain.learn(corridor.tasks, corridor.accepted, 1500, 0),
            Counterfactual(envs=4, limit=60, situations=3).learn(corridor.tasks, corridor.accepted, 1500, 0),
            Options(envs=4, limit=60).practise(corridor, 1500, 0),
        )
    ]
    assert min(rates) > 0.7


def test_steps_over_other_states_of_the_machine_are_learned_of_too(corridor):
    # at the start the machine waits for a; what b would be worth is learned all the same
    q = np.zeros((21, 2))
    learner = Counterfactual(rate=1.0, situations=3)
    learner.imagine(q, corridor.tasks, corridor.accepted, np.array([5 * 3]), np.array([1]))
    assert q[5 * 3 + 1, 1] == 1
    assert q.sum() == 1
