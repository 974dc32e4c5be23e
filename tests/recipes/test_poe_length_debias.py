"""The product of experts at a tiny scale: its structure, its controls, and that a seed repeats."""

import math

from guerdon.recipes.poe_length_debias import Config, run

SMALL = Config(pairs=240, prompts=12, candidates=16, n=4)
ARMS = ("constant bias expert", "ODIN", "residualised", "main expert, bias on noised numbers", "length alone")


def test_poe_length_debias(short_fits):
    biased, good = run(SMALL, 3)
    assert biased.baseline == biased.controls["accuracy where the longer is worse, Bradley-Terry"]
    assert good.method == good.controls["accuracy, main expert"]
    assert good.claim is not None
    for outcome in (biased, good):
        assert all(f"accuracy, {arm}" in outcome.controls for arm in ARMS)
        assert all(math.isfinite(value) for value in outcome.controls.values())
    # ODIN has got away from the weights that it began with
    apart, plain = (abs(biased.controls[f"rank correlation with length, {arm}"]) for arm in ("ODIN", "Bradley-Terry"))
    assert apart < plain
    assert biased.controls["accuracy, ODIN"] > biased.controls["accuracy, Bradley-Terry"]
    # the labels are the same, so the rewards are, and only what they are held against differs
    words = [name for name in biased.controls if name.startswith("words")]
    assert [biased.controls[name] for name in words] == [good.controls[name] for name in words]
    assert biased.method != good.method
    assert run(SMALL, 3) == [biased, good]
