"""The recipe at a tiny scale: its worlds and controls, and that a seed decides everything."""

import math

from guerdon.recipes import ssrm as recipe

SMALL = recipe.Config(labelled=40, pool=40, test=40, rounds=1, hidden=3, real=0)


def test_it_has_every_control_and_repeats(monkeypatch, short_fits):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    outcomes = recipe.run(SMALL, 100)
    assert [outcome.data for outcome in outcomes] == ["vectors", "vectors, noisy labels"]
    for outcome in outcomes:
        assert all(math.isfinite(value) for value in outcome.controls.values())
        assert outcome.controls["coverage, self-trained, all kept"] == 1
        assert outcome.method == outcome.controls["accuracy, self-trained"]
        assert {"accuracy, labels of the whole pool", "accuracy, self-trained, no temperature"} <= set(outcome.controls)
    assert recipe.run(SMALL, 100) == outcomes
