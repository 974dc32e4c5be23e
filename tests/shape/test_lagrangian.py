"""Weights that move: a step by hand, where they settle, and what is kept."""

import math

import numpy as np
import pytest

from guerdon import load
from guerdon.errors import GuerdonError
from guerdon.shape import AtMost, Exactly, Lagrangian, Measure
from guerdon.types import Example


def reward():
    return Measure("log_words").named("length") + Measure("bold").named("bold")


def test_a_step_by_hand():
    weighed = Lagrangian(reward(), {"length": 2.0, "bold": 0.5}, Exactly())
    assert weighed.weights == {"length": 0.0, "bold": 0.0}
    assert weighed.keep == 2.0
    weighed.learn({"length": 1.7, "bold": 9.0})  # gaps -0.3 and 8.5, the second held at 0.5; tanh' = 1
    assert weighed.multipliers == pytest.approx({"length": 0.03, "bold": -0.05})
    assert weighed.weights == pytest.approx({"length": math.tanh(0.03), "bold": -math.tanh(0.05)})
    weighed.learn({"length": 2.0, "bold": 0.5})  # at the target: what is left is momentum
    assert weighed.multipliers == pytest.approx({"length": 0.033, "bold": -0.055})
    assert weighed.version == 2


def test_a_bound_from_above_never_turns_a_part_round():
    weighed = Lagrangian(reward(), {"length": 0.0}, AtMost(), momentum=0.0)
    assert weighed.weights["length"] == 0.5
    for _ in range(500):
        weighed.learn({"length": 3.0})
    assert 0 < weighed.weights["length"] < 0.1
    assert weighed.keep == pytest.approx(1 - weighed.weights["length"])


def test_the_score_is_the_parts_under_the_weights_of_the_moment():
    weighed = Lagrangian(reward(), {"length": 2.0, "bold": 0.5}, Exactly())
    weighed.multipliers = {"length": math.atanh(0.5), "bold": math.atanh(-0.25)}
    batch = [Example("p", "**one** two three")]
    scores = weighed.score(batch)
    expected = 0.5 * scores.parts["length"] - 0.25 * scores.parts["bold"]
    assert scores.values.tolist() == pytest.approx(expected.tolist())
    with pytest.raises(GuerdonError, match="reads the part 'colour'"):
        Lagrangian(reward(), {"colour": 1.0}, Exactly()).score(batch)


def test_it_goes_to_targets_that_a_sum_would_pass():
    # a policy's mean of each part moves by the weights it is given, and back to 0 by the weight of staying
    weighed = Lagrangian(reward(), {"length": 1.0, "bold": 0.5}, Exactly())
    mean = np.zeros(2)
    for _ in range(4000):
        weighed.learn(dict(zip(("length", "bold"), mean, strict=True)))
        weights = np.array(list(weighed.weights.values()))
        mean += 0.05 * (weights - weighed.keep * mean / 2)
    assert mean == pytest.approx([1.0, 0.5], abs=0.02)


def test_a_return_that_is_missing_or_failed_is_refused():
    weighed = Lagrangian(reward(), {"length": 2.0}, Exactly())
    with pytest.raises(GuerdonError, match="the return of 'length' is nan"):
        weighed.learn({"length": math.nan})
    with pytest.raises(GuerdonError, match="the return of 'length' is None"):
        weighed.learn({})
    with pytest.raises(ValueError, match="at least one part"):
        Lagrangian(reward(), {}, Exactly())


def test_training_goes_on_where_it_was_saved(tmp_path):
    weighed = Lagrangian(reward(), {"length": 2.0, "bold": 0.5}, AtMost(), rate=0.2)
    weighed.learn({"length": 1.0, "bold": 1.0})
    weighed.save(tmp_path / "weighed")
    again = load(tmp_path / "weighed")
    for one in (weighed, again):
        one.learn({"length": 1.5, "bold": 0.2})
    assert again.weights == weighed.weights
    assert again.version == weighed.version == 2
    batch = [Example("p", "**one** two")]
    assert again.score(batch).values.equal(weighed.score(batch).values)
