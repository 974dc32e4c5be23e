"""The recipe of margins by agreement, tiny."""

import numpy as np
import pytest

from guerdon.recipes import beyond_binary_margin as recipe

SMALL = recipe.Config(pairs=60, judges=4, test=60)


def test_its_outcomes_and_controls(monkeypatch):
    monkeypatch.setattr(recipe, "SOLVER", recipe.FullBatch((0.1,), iterations=8))
    outcomes = recipe.run(SMALL, 100)
    assert [outcome.data for outcome in outcomes] == [
        f"{world}{use}" for world in ("directions", "ideal points") for use in ("", ", soft label", ", tempered")
    ]
    margin, soft, tempered = outcomes[:3]
    found = margin.controls
    error = {name.removeprefix("error where divided, "): value for name, value in found.items() if "divided" in name}
    assert margin.method == pytest.approx(1 - error["margin"] / error["Bradley-Terry"])
    assert soft.method == pytest.approx(1 - error["soft label"] / error["Bradley-Terry"])
    assert tempered.method == pytest.approx(1 - error["margin, tempered"] / error["Bradley-Terry, tempered"])
    assert (soft.claim, tempered.claim) == (recipe.SOFT, recipe.TEMPERED)
    # a temperature moves no rank and no side
    for measure in ("rank correlation", "accuracy for the majority"):
        assert found[f"{measure}, margin, tempered"] == pytest.approx(found[f"{measure}, margin"])


def test_measures_by_hand():
    share, said = np.array([0.5, 0.6, 0.9, 0.1]), np.array([0.7, 0.5, 0.8, 0.4])
    found = recipe.measures(said, share)
    assert found["error"] == pytest.approx((0.2 + 0.1 + 0.1 + 0.3) / 4)
    assert found["error where divided"] == pytest.approx(0.15)
    assert found["accuracy for the majority"] == 0.5  # 0.5 is no majority
