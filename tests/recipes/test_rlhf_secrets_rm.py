"""The recipe at a tiny scale: its controls, and that a seed decides everything."""

import math

from guerdon.recipes import rlhf_secrets_rm as recipe

SMALL = recipe.Config(pairs=60, members=1, prompts=4, candidates=24, epochs=1, real=0)


def test_it_has_every_control_and_repeats(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    outcomes = recipe.run(SMALL, 100)
    assert [outcome.data for outcome in outcomes] == ["vectors", "vectors, shifted responses"]
    labels, steps = outcomes
    assert {*recipe.BANDS, "plain", "right labels alone", "AUROC of finding wrong labels, members that did"} <= set(
        labels.controls
    )
    assert (labels.baseline, labels.method) == (labels.controls["plain"], labels.controls["flip and soft"])
    assert steps.claim is recipe.SHIFTED
    assert steps.method == steps.controls["on shifted pairs, meta-difference"]
    assert "on held-out pairs, contrast" in steps.controls
    assert all(math.isfinite(value) for outcome in outcomes for value in outcome.controls.values())
    assert recipe.run(SMALL, 100) == outcomes
