"""Named features at a tiny scale: structure, controls, that no prompt is on both sides, and that a seed repeats."""

import pytest

from guerdon.recipes.opinion_summary_reward import Config, Properties, folded, run

ARMS = ("text", "named features, few", "named features", "named features and length", "equal weights", "length alone")


def test_opinion_summary_reward(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    config = Config(pairs=90, few=30, folds=2)
    (outcome,) = run(config, 3)
    assert outcome.baseline == outcome.controls["accuracy, text"]
    assert outcome.method == outcome.controls["accuracy, named features, few"]
    assert all(0 <= outcome.controls[f"accuracy, {arm}"] <= 1 for arm in ARMS)
    assert outcome.controls["accuracy, equal weights"] > 0.6
    assert run(config, 3) == [outcome]


def test_each_comparison_is_held_out_once_and_never_with_its_prompt():
    records = Properties(seed=1).comparisons(30)
    records = records + records.select(range(5))
    held = []
    for fold in range(4):
        train, test = folded(records, fold, 4)
        assert not set(train.prompts()) & set(test.prompts())
        assert len(train) + len(test) == 35
        held += [row.id for row in test]
    assert sorted(held) == sorted(row.id for row in records)
