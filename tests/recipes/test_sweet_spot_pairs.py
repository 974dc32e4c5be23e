"""Positions of pairs at a tiny scale: what is measured, and that a policy at a divergence is where it should be."""

import pytest

from guerdon.recipes import sweet_spot_pairs as recipe

SMALL = recipe.Config(prompts=20, samples=(5, 9), steps=10, tests=3, real=0)


def test_every_claim_is_measured(monkeypatch):
    monkeypatch.setattr(recipe, "CANDIDATES", 9)
    monkeypatch.setattr(recipe, "RATES", (0.03,))
    outcomes = recipe.run(SMALL, 100)
    assert [outcome.data for outcome in outcomes] == [
        "vectors, 9 samples", "vectors, equal divergence", "vectors, rates chosen",
    ]  # fmt: skip
    fixed, equal, tuned = outcomes
    assert [equal.claim, tuned.claim] == [recipe.EQUAL, recipe.TUNED]
    assert fixed.controls["max, min, 5 samples"] == fixed.controls["max, min of 5, 5 samples"], "of five they are one"
    assert fixed.controls["gap, max, min"] > fixed.controls["gap, max, min of 5"] > fixed.controls["gap, two at random"]
    assert all(outcome.baseline > 0 for outcome in outcomes), "any pairs by the score move a policy towards gold"


@pytest.mark.realdata
def test_answers_of_many_models_are_ranked(data_folder):
    (outcome,) = recipe.real(recipe.Config(real=5, answers=5, steps=5), 100)
    assert outcome.data == "alpaca-eval, 5 answers"
    assert outcome.controls["gap, max, min"] >= outcome.controls["gap, two at random"] > 0
