"""What rewards can express, by examples whose answer is known and by certificates that are checked."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guerdon.audit.expressible import Markov, OuterFunction, Wish, WithMachine, expressible, occupancy, remembered
from guerdon.errors import GuerdonError
from guerdon.shape.machines import RewardMachine
from guerdon.testbeds import MDP

# Two states, one after the other, then an end; in each the agent says 0 or 1.
TWICE = MDP(
    np.array([[[0, 1, 0]] * 2, [[0, 0, 1]] * 2, [[0, 0, 1]] * 2], float), np.array([1.0, 0, 0]), 0.9
)  # fmt: skip


def saying(first: int, second: int) -> np.ndarray:
    return np.eye(2)[[first, second, 0]]


EVERY = [saying(a, b) for a in (0, 1) for b in (0, 1)]  # 00, 01, 10, 11
XOR = [Wish(1, 0), Wish(1, 3), Wish(2, 0), Wish(2, 3)]


def test_exclusive_or_is_no_markov_reward():
    found = expressible(TWICE, EVERY, XOR)
    assert not found.expressible
    assert "contradict" in str(found)
    rows = Markov().features(TWICE, EVERY)
    sums = sum(m * (rows[w.better] - rows[w.worse]) for m, w in zip(found.multipliers, found.conflict, strict=True))
    assert np.abs(sums).max() < 1e-9
    assert len(found.conflict) == 2
    # without any of the wishes that contradict, the rest can be had
    for wish in found.conflict:
        rest = [other for other in found.conflict if other != wish]
        assert expressible(TWICE, EVERY, rest).expressible


def test_and_is_a_markov_reward():
    found = expressible(TWICE, EVERY, [Wish(3, 1), Wish(3, 2), Wish(1, 0), Wish(2, 0), Wish(1, 2, tie=True)])
    assert found.expressible
    values = Markov().features(TWICE, EVERY) @ found.weights
    assert values[3] - values[1] >= found.margin - 1e-9
    assert values[1] == pytest.approx(values[2])
    assert np.abs(found.weights).max() <= 1 + 1e-9


def test_one_bit_of_memory_makes_it_one():
    # what is said shows in which state follows: two copies of the second state
    transition = np.zeros((4, 2, 4))
    transition[0, 0, 1] = transition[0, 1, 2] = 1
    transition[1:, :, 3] = 1
    apart = MDP(transition, np.array([1.0, 0, 0, 0]), 0.9)
    policies = [np.eye(2)[[a, b, b, 0]] for a in (0, 1) for b in (0, 1)]
    assert expressible(apart, policies, XOR).expressible  # the copies are memory enough
    # here both lead back to one state, and a machine keeps what was there
    transition = np.zeros((5, 2, 5))
    transition[0, 0, 1] = transition[0, 1, 2] = 1
    transition[1:3, :, 3] = 1
    transition[3:, :, 4] = 1
    together = MDP(transition, np.eye(5)[0], 0.9)
    policies = [np.eye(2)[[a, 0, 0, b, 0]] for a in (0, 1) for b in (0, 1)]
    machine = RewardMachine.parse("no -one-> yes")
    assert not expressible(together, policies, XOR).expressible
    assert expressible(together, policies, XOR, WithMachine(machine, np.array([0, 0, 1, 0, 0]))).expressible
    assert expressible(together, policies, XOR, OuterFunction()).expressible


def test_an_outer_function_has_all_but_cycles_and_wishes_of_the_same():
    assert expressible(TWICE, EVERY, XOR, OuterFunction()).expressible
    cycle = [Wish(0, 1), Wish(1, 2), Wish(2, 0), Wish(3, 0)]
    found = expressible(TWICE, EVERY, cycle, OuterFunction())
    assert set(found.conflict) == set(cycle[:3])
    assert found.multipliers == pytest.approx((1 / 3,) * 3)
    twins = [EVERY[0], EVERY[0]]
    assert not expressible(TWICE, twins, [Wish(0, 1)], OuterFunction()).expressible
    with pytest.raises(GuerdonError, match="names policy 4"):
        expressible(TWICE, EVERY, [Wish(4, 0)])
    with pytest.raises(GuerdonError, match="every wish is a tie"):
        expressible(TWICE, EVERY, [Wish(1, 0, tie=True)])


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_what_a_reward_wants_a_reward_can_want(seed):
    mdp, rng = MDP.drawn(seed, states=4, actions=2, apart=0), np.random.default_rng(seed)
    policies = list(rng.dirichlet(np.ones(2), size=(8, 4)))
    reward = rng.normal(size=mdp.transition.shape)
    values = [mdp.performance(reward, policy) for policy in policies]
    # occupancy and values agree on what a policy is worth
    mean = mdp.averaged(reward)
    assert [float((occupancy(mdp, policy) * mean).sum()) for policy in policies] == pytest.approx(values)
    order = np.argsort(values)[::-1]
    wishes = [Wish(int(a), int(b)) for a, b in pairwise(order)]
    assert expressible(mdp, policies, wishes).expressible


def test_a_world_with_memory_is_a_world():
    mdp = MDP.drawn(3, states=4, actions=2, apart=0)
    machine = RewardMachine.parse("no -x-> yes; yes -y-> no")
    labels = np.array([0, 1, 2, 3])
    both = remembered(mdp, machine, labels)
    policy = np.random.default_rng(0).dirichlet(np.ones(2), size=4)
    wide = occupancy(both, np.repeat(policy, 2, axis=0))
    assert wide.reshape(4, 2, 2).sum(1) == pytest.approx(occupancy(mdp, policy))
    assert wide.sum() == pytest.approx(1 / (1 - mdp.discount))
