"""The recipe at a tiny scale: known orders, the arms, and that a seed repeats."""

import pytest

from guerdon.recipes import regularized_relevance_reward as recipe
from guerdon.types import Example

SMALL = recipe.Config(prompts=40, candidates=12, real=0)


def test_arms_and_repetition(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    outcomes = recipe.run(SMALL, 100)
    assert [each.data for each in outcomes] == ["parcels", "parcels, kinds of prompts"]
    controls = outcomes[0].controls
    assert controls["at random"] < controls["relevance"] <= controls["the best there is"]
    assert controls["Spearman of reward and truth over n, relevance"] > 0.9
    assert outcomes[1].method == controls["kinds"]
    assert recipe.run(SMALL, 100) == outcomes


def test_long_answers_to_other_prompts():
    groups = [[Example("a", "one"), Example("a", "one two three")], [Example("b", "four five"), Example("b", "six")]]
    pairs = [(own.prompt, own.response, other.prompt, other.response) for own, other in recipe.mismatched(groups)]
    assert pairs == [("a", "one", "a", "four five"), ("b", "six", "b", "one two three")]


@pytest.mark.realdata
def test_real_answers(data_folder):
    config = recipe.Config(prompts=8, candidates=8, real=10, models=8, comparisons=100)
    *_, best, off = recipe.run(config, 100)
    assert (best.data, off.data) == ("alpaca-eval, best of all", "alpaca-eval, off topic")
    assert off.controls["length"] == 0  # the long one is always longer
    assert 0 <= best.baseline <= 1
