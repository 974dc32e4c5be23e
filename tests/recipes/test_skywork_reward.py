"""Curation at a tiny scale: equal budgets, what is left out, and planted prompts."""

import pytest

from guerdon.recipes import skywork_reward as recipe

SMALL = recipe.Config(clean=50, noisy=60, tests=40, real=0)


def test_wrong_labels_are_left_out_more_often(short_fits):
    outcomes = recipe.run(SMALL, 100)
    assert [outcome.data for outcome in outcomes] == ["vectors", "vectors, against all", "vectors, what is left out"]
    first, _, left_out = outcomes
    assert left_out.method > left_out.baseline
    assert first.controls["wrong labels left out"] > first.controls["right labels left out"]
    assert 0 < first.controls["pairs left"] < first.controls["pairs of the source"] == 60


@pytest.mark.realdata
def test_planted_prompts_are_found_by_runs_of_words(data_folder):
    (outcome,) = recipe.decontaminated(recipe.Config(real=20, planted=10), 100)
    assert outcome.baseline == 0, "no planted prompt is there word for word"
    assert outcome.controls["found, runs of words"] > 0.5
