"""The recipe at a tiny scale: its arms, what they must do where the answer is known, and that a seed repeats."""

import numpy as np
import pytest

from guerdon.recipes import contrastive_rewards as recipe
from guerdon.testbeds import Tried

SMALL = recipe.Config(prompts=12, answers=6, steps=60, real=0)


def test_arms_and_repetition(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    outcomes = recipe.run(SMALL, 100)
    assert [each.data for each in outcomes] == ["bandit, prompts that differ", "bandit, prompts alike"]
    for each in outcomes:
        arms = ("plain", "contrastive", "groups of 2", "learned value of the prompt")
        assert all(each.controls["without training"] < each.controls[arm] <= each.controls["best"] for arm in arms)
        assert (each.baseline, each.method) == (each.controls["plain"], each.controls["contrastive"])
        assert each.controls["reward calls, contrastive"] == 60 * 64 + 12 * 5
    assert outcomes[0].controls["share of the reward's variance between prompts"] > 0.7
    assert recipe.run(SMALL, 100) == outcomes


def test_advantages_by_hand():
    values = np.array([[0.0, 1.0], [10.0, 11.0]])
    tried = Tried(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.zeros(4))
    assert recipe.whole(values)(tried)[2] > 0 > recipe.whole(values)(tried)[1]  # the prompt decides
    assert recipe.against_each_other(values)(tried).tolist() == [-1, 1, -1, 1]
    learning = recipe.valued(values, rate=0.5)
    for _ in range(60):
        surprise = learning(tried)
    assert surprise == pytest.approx([-1, 1, -1, 1], abs=0.01)


@pytest.mark.realdata
def test_real_answers(data_folder):
    config = recipe.Config(prompts=4, answers=3, steps=30, real=6, models=5, comparisons=60)
    *_, real = recipe.run(config, 100)
    assert real.data.startswith("alpaca-eval")
    assert 0 < real.controls["without training"] < real.controls["best"] < 1
