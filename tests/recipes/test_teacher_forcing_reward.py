"""Step rewards of a language model at a tiny scale: every way to value states, and the likelihood beside them."""

import numpy as np
import pytest

from guerdon.learn.bellman import VALUES
from guerdon.recipes import teacher_forcing_reward as recipe

TINY = recipe.Config(corpus=60, epochs=1, questions=4, answers=4, real=0)


def test_the_soft_reward_is_the_likelihood_in_another_shape_and_a_seed_repeats():
    whole, placed = recipe.run(TINY, 103)
    assert whole.baseline == whole.controls["log-probability of the whole"]
    assert whole.method == whole.controls["step rewards to come, max"]
    assert {f"step rewards to come, {name}" for name in (*VALUES, "untrained")} < set(whole.controls)
    assert placed.claim is recipe.LOCATED
    assert placed.controls["chance"] == 0.25
    assert all(0 <= value <= 1 for value in (*whole.controls.values(), *placed.controls.values()))
    assert recipe.run(TINY, 103) == [whole, placed]


def test_measures_by_hand():
    given = np.array([[1.0, 2.0, 4.0], [3.0, 0.0, 1.0], [5.0, 6.0, 7.0], [0.0, 1.0, 2.0]])
    assert recipe.to_come(given)[0].tolist() == [7, 6, 4]
    assert recipe.less_mean(given, 2)[:2].tolist() == [[-1, 1, 1.5], [1, -1, -1.5]]
    right = np.array([[True, True, True], [True, False, False], [True, False, True], [False, True, True]])
    assert recipe.first_wrong(given, right) == pytest.approx(2 / 3)  # the third answer has its least elsewhere
    assert recipe.ordered([2.0, 1.0, 0.0, 0.0]) == 0.5


@pytest.mark.realdata
def test_graded_solutions_are_ordered(data_folder):
    *_, graded = recipe.run(recipe.Config(corpus=60, epochs=1, questions=4, answers=4, real=80), 103)
    assert (graded.data, graded.claim) == ("gsm8k", recipe.GRADED)
    assert graded.baseline == graded.controls["mean, log-probability"]
    assert "shorter" in graded.controls
