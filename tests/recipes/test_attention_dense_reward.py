"""The recipe at a tiny scale: the arms are there, shares are shares, and a seed repeats."""

import pytest

from guerdon.recipes import attention_dense_reward as recipe

TINY = recipe.Config(words=8, pairs=48, steps=2, held=8, layers=(1,))


def test_every_arm_is_there_and_a_seed_repeats():
    first = recipe.run(TINY, 100)
    assert recipe.run(TINY, 100) == first
    assert [each.data for each in first] == [
        "words, 1 layer", "words, 1 layer, against even shares", "words, 1 layer, against chance",
    ]  # fmt: skip
    assert [each.claim or recipe.claim for each in first] == [recipe.claim, recipe.EVENLY, recipe.CHANCE]
    controls = first[0].controls
    shares = {
        name: controls[f"share of the telling words, {name}"] for name in ("evenly", "by attention", "by the truth")
    }
    assert 0 < shares["evenly"] < 0.6
    assert 0 < shares["by attention"] < 1
    assert shares["by the truth"] > shares["evenly"] + 0.2  # 1 wherever a text has a telling word
    assert first[2].baseline == controls["by chance"]
    assert first[0].method == pytest.approx(controls["by attention"])
