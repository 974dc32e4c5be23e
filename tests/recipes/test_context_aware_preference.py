"""The recipe of contexts, tiny."""

import pytest

from guerdon.learn import FullBatch
from guerdon.recipes import context_aware_preference as recipe


def test_its_outcomes_controls_and_seeds(monkeypatch):
    monkeypatch.setattr(recipe, "SOLVER", FullBatch((0.01,), iterations=5))
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    config = recipe.Config(pairs=16, test=6, hidden=4, rank=2)
    outcomes = recipe.run(config, 100)
    assert [each.data for each in outcomes] == ["reversals", "reversals, right minus opposite contexts"]
    first, use = outcomes
    assert (first.baseline, first.method) == (
        first.controls["right, network on one text"], first.controls["right, bilinear"],
    )  # fmt: skip
    assert use.claim == recipe.USE
    for name in ("bilinear", "network on one text", "linear on one text", "network on both vectors"):
        assert first.controls[f"none, {name}"] == 0.5
        right, swapped = (first.controls[f"{kind}, {name}"] for kind in ("right", "swapped"))
        assert right + swapped == pytest.approx(1)  # each pair of this world is there under both contexts
    assert first.controls["right, contexts unread"] == 0.5
    assert recipe.run(config, 100) == outcomes
