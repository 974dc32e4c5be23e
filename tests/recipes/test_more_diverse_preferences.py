"""The recipe of source weights, tiny."""

import pytest

from guerdon.recipes import more_diverse_preferences as recipe

SMALL = recipe.Config(pairs=150, epochs=1, test=100, prompts=2, real=0)


def test_its_outcomes_and_controls():
    calibration, tempered, spent = recipe.run(SMALL, 100)
    found = calibration.controls
    for outcome, label in ((calibration, ""), (tempered, ", tempered")):
        method, baseline = (found[f"calibration error, {name}{label}"] for name in ("min-norm", "equal weights"))
        assert outcome.method - outcome.baseline == pytest.approx(1 - method / baseline)
    assert spent.method == found["gold of the best of 64, min-norm"]
    assert (tempered.claim, spent.claim) == (recipe.TEMPERED, recipe.SPENT)
    assert sum(found[f"mean weight of source {i}, min-norm"] for i in range(5)) == pytest.approx(1)
    for name in ("pooled", "worst source", "min-norm, lengths kept"):
        assert 0.5 < found[f"accuracy on what all want, {name}"] < 1
        assert f"accuracy, source 4, {name}" in found
