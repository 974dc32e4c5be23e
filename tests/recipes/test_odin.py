"""ODIN at a tiny scale: its structure, its controls, and that a seed repeats."""

import math

from guerdon.recipes.odin import Config, run

SMALL = Config(pairs=240, prompts=12, candidates=16, n=4)
ARMS = ("residualised", "length penalty", "product of experts", "ODIN without orthogonality", "ODIN, normalised rows")


def test_odin(short_fits):
    outcome = run(SMALL, 3)
    controls = outcome.controls
    assert outcome.baseline == controls["gold at equal length, Bradley-Terry"]
    assert outcome.method == controls["gold at equal length, ODIN"]
    assert all(f"gold at equal length, {arm}" in controls for arm in (*ARMS, "length alone"))
    assert all(math.isfinite(value) for value in controls.values())
    assert controls["rank correlation with length, length alone"] == 1
    assert abs(controls["correlation with length, ODIN"]) < controls["correlation with length, Bradley-Terry"]
    assert run(SMALL, 3) == outcome
