"""An agent rewarded by what somebody wants, at a tiny scale."""

import numpy as np
import pytest

from guerdon.recipes import llm_proxy_reward as recipe
from guerdon.testbeds.ultimatum import ACCEPTS, PROPOSALS

TINY = recipe.Config(steps=150)


def test_a_judge_without_errors_makes_an_agent_that_does_what_is_wanted() -> None:
    rewards = recipe.judged("less than $10", 0.0, recipe.Config(mumbles=0.0), 103)
    right = np.array([[not accepts, accepts] for accepts in map(ACCEPTS["less than $10"], PROPOSALS)])
    assert (rewards == right).all()
    assert recipe.played("less than $10", rewards, recipe.Config(), 103) > 0.97


def test_who_is_told_nothing_learns_nothing() -> None:
    nothing = np.full((len(PROPOSALS), 2), np.nan)
    assert recipe.learned(nothing, TINY, 103) == pytest.approx(0.5)


def test_all_that_is_recorded_and_a_seed_repeats() -> None:
    outcomes = recipe.run(TINY, 103)
    ultimatum, unequal, matrix = outcomes
    assert ultimatum.controls["judge, 0 wrong"] > ultimatum.controls["judge, 0.3 wrong"]
    assert ultimatum.controls["outcomes judged rightly"] == pytest.approx(0.9, abs=0.06)
    assert 0.3 < ultimatum.controls["labels: 1"] < 0.7
    assert unequal.claim is recipe.UNEQUAL
    # welfare (2 + 1 + 1 + 3) / 16, equality (2 + 2 + 2 + 2) / 16
    assert matrix.controls["total welfare, at random"] == 7 / 16
    assert matrix.controls["equality, at random"] == 8 / 16
    assert recipe.run(TINY, 103) == outcomes
