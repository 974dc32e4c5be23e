"""The recipe at a tiny scale: what fillers are paid is known, the arms are there, and a seed repeats."""

import pytest

from guerdon.recipes import clip_delta_rewards as recipe

SMALL = recipe.Config(steps=25, problems=0)


def test_fillers_pay_in_the_plain_arm_alone_and_a_seed_repeats(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    outcomes = recipe.run(SMALL, 100)
    assert [each.data for each in outcomes] == ["sums, step by step", "sums, against success alone"]
    controls = outcomes[0].controls
    assert controls["paid for a filler, plain"] == pytest.approx(0.8, abs=0.02)
    for name in ("clipped", "differenced", "clipped, differenced"):
        assert controls[f"paid for a filler, {name}"] == pytest.approx(0, abs=0.02)
    assert outcomes[1].baseline == controls["success alone"]
    assert controls["steps of a solution, plain"] > controls["steps of a solution, success alone"]
    assert recipe.run(SMALL, 100) == outcomes


@pytest.mark.realdata
def test_real_solutions(data_folder):
    *_, real = recipe.run(recipe.Config(steps=2, problems=30), 100)
    assert real.data.startswith("gsm8k")
    assert 0 <= real.baseline <= 1
    assert 0 < real.controls["right at random"] < 1
