"""The policy of sums: what it writes, who says what of it, and what it learns."""

import numpy as np
import pytest

from guerdon.testbeds import AllRight, Checker, Plodder
from guerdon.testbeds.plodder import CAREFUL, FILLER, HASTY, IDLE, correct, sound
from guerdon.types import Example

EVEN = np.full((3, 3), 1 / 3)


def test_sums_are_read():
    assert sound("2 + 3 = 5.\n")
    assert sound("2 + 3 = 6.\n") is False
    assert sound(FILLER) is None
    right, wrong = ("2 + 3 = 5.\n", FILLER, "3 + 1 = 4.\n"), ("2 + 3 = 5.\n", "3 + 1 = 5.\n")
    assert [correct(Example("p", "".join(s), steps=s), 2) for s in (right, wrong, right[:1])] == [True, False, False]


def test_what_it_writes_is_what_it_did():
    policy = Plodder()
    solutions, done, acts = policy.solve(EVEN, 40, np.random.default_rng(100))
    steps = [step for each in solutions for step in each.steps]
    assert len(steps) == len(done) == len(acts)
    assert [(step == FILLER) for step in steps] == [act == IDLE for act in acts]
    assert all("".join(each.steps) == each.response and len(each.steps) <= policy.longest for each in solutions)
    # with care 0.95 of the sums are right, in haste 0.7
    many, _, acts = policy.solve(np.array([[0.5, 0.5, 0.0]] * 3), 1000, np.random.default_rng(100))
    found = np.array([sound(step) for each in many for step in each.steps])
    assert found[acts == CAREFUL].mean() == pytest.approx(0.95, abs=0.03)
    assert found[acts == HASTY].mean() == pytest.approx(0.7, abs=0.05)


def test_the_checker_errs_as_often_as_it_should_and_says_the_same_again():
    solutions, _, acts = Plodder().solve(EVEN, 400, np.random.default_rng(100))
    dense = Checker(errs=0.1).score(solutions).dense
    values = np.concatenate([row.numpy() for row in dense.values])
    truth = [sound(step) for each in solutions for step in each.steps]
    assert set(values[acts == IDLE].round(3)) == {np.float32(0.8)}
    agrees = [(value > 0.5) == fact for value, fact in zip(values, truth, strict=True) if fact is not None]
    assert np.mean(agrees) == pytest.approx(0.9, abs=0.03)
    again = Checker(errs=0.1).score(solutions[::-1]).dense
    assert again.values[0].equal(dense.values[-1])
    assert dense.ends[0][-1] == len(solutions[0].response)


def test_it_learns_what_is_paid():
    policy = Plodder()

    def success(batch):
        rewards = [np.zeros(len(each.steps)) for each in batch]
        for row, value in zip(rewards, AllRight(policy.sums).score(batch).values.tolist(), strict=True):
            row[-1] = value
        return rewards

    chances, history = policy.learn(success, 100, seed=100)
    assert chances[:, CAREFUL].min() > 0.6
    assert history[-1][0] > history[0][0]
    idle, lengths = policy.learn(lambda batch: [np.ones(len(each.steps)) for each in batch], 100, seed=100)
    assert idle[:, IDLE].max() > 0.9
    assert lengths[-1][1] > 10
    assert (policy.learn(success, 5, seed=100)[0] == policy.learn(success, 5, seed=100)[0]).all()
