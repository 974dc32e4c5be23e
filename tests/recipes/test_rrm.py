"""RRM at a tiny scale: its structure, its controls, and that a seed repeats."""

import math

from guerdon.recipes.rrm import Config, run

SMALL = Config(pairs=100, prompts=8, candidates=8)
ARMS = ("Bradley-Terry", "RRM", "unfiltered", "wins alone", "ties alone", "all fourteen", "phrase removed")


def test_rrm():
    against, clean = run(SMALL, 3)
    controls = against.controls
    assert (against.baseline, against.method) == tuple(
        controls[f"accuracy against the phrase, {arm}"] for arm in ARMS[:2]
    )
    assert (clean.baseline, clean.method) == tuple(controls[f"accuracy, {arm}"] for arm in ARMS[:2])
    assert clean.claim is not None
    assert all(math.isfinite(controls[f"accuracy against the phrase, {arm}"]) for arm in ARMS)
    assert controls["phrase preferred, phrase removed"] == 0.5
    assert controls["accuracy, phrase removed"] == controls["accuracy against the phrase, phrase removed"]
    assert run(SMALL, 3) == [against, clean]
