"""Judges of sub-goals at a small scale: a good one helps, and its F1 is as counted."""

import pytest

from guerdon.recipes import calm as recipe


def test_a_perfect_judge_helps_and_a_bad_one_does_not():
    outcomes = recipe.run(recipe.Config(worlds=8, steps=400), 100)
    found = outcomes[0].controls
    assert found["every time, no errors"] > found["no bonus"]
    assert found["every time, finds 80%, makes up 5%"] < found["every time, no errors"] - 0.2
    # without false alarms nothing can be achieved twice, so that the two are one
    assert found["every time, finds 80%, makes up 0%"] == pytest.approx(found["once, finds 80%, makes up 0%"], abs=0.1)
    assert len({outcome.data for outcome in outcomes}) == 5


def test_f1_by_hand():
    # of 100 steps 50 are achievements: 40 found, 10 missed, 5 made up
    assert recipe.f1(0.8, 0.1, 0.5) == pytest.approx(2 * 40 / (2 * 40 + 10 + 5))
    assert recipe.f1(1, 0, 0.01) == 1
