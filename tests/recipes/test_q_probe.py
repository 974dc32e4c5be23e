"""The recipe at a tiny scale: its arms, and that a seed decides everything."""

import math

from guerdon.recipes import q_probe as recipe

SMALL = recipe.Config(prompts=48, responses=4, tests=10, k=2, real=0)


def test_it_has_every_arm_and_repeats(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    (outcome,) = recipe.run(SMALL, 100)
    arms = (
        "policy gradient",
        "squared error",
        "cross-entropy",
        "Bradley-Terry, network",
        "policy gradient, surface alone",
    )
    assert all(math.isfinite(outcome.controls[f"{arm}, beta {beta:g}"]) for arm in arms for beta in recipe.BETAS)
    assert outcome.method == outcome.controls["policy gradient, beta 0"]
    assert outcome.baseline == outcome.controls["squared error, beta 0"]
    assert outcome.controls["right at random"] < outcome.controls["right by an oracle, k = 2"]
    assert recipe.run(SMALL, 100) == [outcome]
