"""West-of-N at a tiny scale: students of equal size, and labels that are likelier to be right at the ends."""

import pytest

from guerdon.learn import FullBatch
from guerdon.recipes import west_of_n as recipe

SMALL = recipe.Config(pairs=40, prompts=16, samples=8, hidden=2, tests=20, real=0)


def test_arms_have_as_many_pairs_and_ends_have_better_labels(monkeypatch):
    monkeypatch.setattr(recipe, "SOLVER", FullBatch((0.1,), iterations=6))
    outcomes = recipe.run(SMALL, 100)
    assert [outcome.data for outcome in outcomes] == ["vectors", "vectors, labels", "vectors, against the base"]
    first, labels, base = outcomes
    assert {first.controls[f"pairs, {name}"] for name in ("west of n", "random pairs", "surest random pairs")} == {12.0}
    assert first.controls["labels right, labels of gold"] == 1
    assert labels.method > labels.baseline
    assert base.baseline == first.controls["accuracy, base"]


@pytest.mark.realdata
def test_answers_of_many_models_are_labelled(data_folder, monkeypatch):
    monkeypatch.setattr(recipe, "SOLVER", FullBatch((0.1,), iterations=3))
    (outcome,) = recipe.real(recipe.Config(real=6, samples=4, hidden=2), 100)
    assert outcome.data == "alpaca-eval"
    assert outcome.controls["pairs, west of n"] == 4
