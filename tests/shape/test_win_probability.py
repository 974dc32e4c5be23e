"""How often a response wins over a pool: by hand, between contexts, and whatever the scale of the reward."""

import math

import pytest

from guerdon import load
from guerdon.shape import Measure, WinProbability
from guerdon.testbeds import Pets
from guerdon.types import Example

POOL = (Example("p", "u"), Example("p", "v"))


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_the_mean_over_the_pool_by_hand(told):
    reward = WinProbability(told({"a": 2.0, "u": 1.0, "v": -1.0}), POOL)
    assert reward.score([Example("p", "a")]).values.tolist() == pytest.approx([(sigmoid(1) + sigmoid(3)) / 2])
    assert len(reward.score([])) == 0


def test_a_failure_stays_one_and_says_why(told):
    scores = WinProbability(told({"a": 2.0, "u": 1.0, "v": -1.0}), POOL).score([Example("p", "b"), Example("p", "a")])
    assert math.isnan(scores.values[0])
    assert scores.errors == ("nothing told of b", None)


def test_each_context_is_judged_by_its_own_reward():
    world = Pets(width=4, spread=0.0)
    cat, rabbit = "0 1 0 0", "0 0 1 0"
    reward = WinProbability(world.gold, (Example("p", rabbit),))
    batch = [Example("p", cat, {"user": f"user {user}"}) for user in (0, 1, 0)]
    assert reward.score(batch).values.tolist() == pytest.approx([sigmoid(1), sigmoid(-1), sigmoid(1)])


def test_one_scale_for_a_reward_and_its_multiple(told):
    reward = told({"a": 2.0, "b": 0.0, "u": 1.0, "v": -1.0})
    batch = [Example("p", "a"), Example("p", "b")]
    large = WinProbability(100 * reward, POOL).score(batch).values
    assert large.tolist() == pytest.approx([1.0, 0.5])


def test_it_is_saved_and_needs_a_pool(tmp_path):
    reward = WinProbability(Measure("log_words"), (Example("p", "one"),))
    batch = [Example("p", "one two")]
    expected = sigmoid(float(Measure("log_words").score(batch).values - Measure("log_words").score(reward.pool).values))
    assert reward.score(batch).values.tolist() == pytest.approx([expected])
    reward.save(tmp_path / "wins")
    assert load(tmp_path / "wins").score(batch).values.tolist() == pytest.approx([expected])
    with pytest.raises(ValueError, match="the pool is empty"):
        WinProbability(Measure("log_words"), ())
