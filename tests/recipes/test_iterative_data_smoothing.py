"""The recipe at a tiny scale: what it must hold beside its verdict, and that a seed decides everything."""

import math

from guerdon.recipes import iterative_data_smoothing as recipe

SMALL = recipe.Config(pairs=100, arms=5, epochs=3, batch=50, real=0)


def test_it_has_every_control_and_repeats(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    outcomes = recipe.run(SMALL, 100)
    assert [outcome.data for outcome in outcomes] == ["bandit", "bandit, against simple remedies"]
    controls = outcomes[0].controls
    for treatment in ("fixed", "moving", "smoothing 0.1", "weight decay", "stopped early"):
        for what in ("log-likelihood", "accuracy", "gold lost by the greedy choice"):
            assert math.isfinite(controls[f"{what}, {treatment}"])
    assert outcomes[0].baseline == controls["log-likelihood, fixed"]
    assert outcomes[1].baseline == max(
        controls[f"log-likelihood, {each}"] for each in ("smoothing 0.1", "weight decay", "stopped early")
    )
    assert outcomes[1].claim is recipe.AGAINST_SIMPLE
    assert recipe.run(SMALL, 100) == outcomes
