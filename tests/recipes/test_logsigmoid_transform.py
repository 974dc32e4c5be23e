"""The recipe at a tiny scale: centring alone changes nothing, what fools a reward is chosen less, a seed repeats."""

import pytest

from guerdon.recipes import logsigmoid_transform as recipe

SMALL = recipe.Config(prompts=40, answers=48, base=16, real=0)


def test_arms_and_repetition(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    outcomes = recipe.run(SMALL, 100)
    assert [each.data for each in outcomes] == ["two rival properties", "one property"]
    for each in outcomes:
        for nats in ("1", "3"):
            centred, plain = (each.controls[f"{arm}, {nats} nats"] for arm in ("centred", "plain"))
            assert centred == pytest.approx(plain, abs=1e-4)
        liked = [each.controls[f"wrongly liked, {arm}, 1 nats"] for arm in ("plain", "log-sigmoid", "clipped")]
        assert liked[0] > liked[1] > 0
        assert (each.baseline, each.method) == (each.controls["plain, 1 nats"], each.controls["log-sigmoid, 1 nats"])
    assert outcomes[1].controls["without training"] == pytest.approx(0.5)
    assert recipe.run(SMALL, 100) == outcomes


@pytest.mark.realdata
def test_real_answers(data_folder):
    config = recipe.Config(prompts=4, answers=8, real=8, models=6, comparisons=60)
    *_, real = recipe.run(config, 100)
    assert real.data.startswith("alpaca-eval")
    assert real.controls["centred, 1 nats"] == pytest.approx(real.controls["plain, 1 nats"], abs=1e-3)
