"""The recipe of general preferences, tiny."""

from guerdon.recipes import gpm


def test_its_outcomes_controls_and_seeds(monkeypatch, short_fits):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    config = gpm.Config(pairs=150, items=(3,))
    outcomes = gpm.run(config, 100)
    assert [each.data for each in outcomes] == ["rings", "vectors, ordered", "vectors, a fifth cyclic"]
    rings, ordered, mixed = outcomes
    assert rings.method == 1.0
    assert 0.6 < rings.baseline < 0.85, "a score can get two pairs of a ring of three right"
    assert "ring of 3, scalar network" in rings.controls
    assert ordered.controls.keys() == mixed.controls.keys() >= {"what the truth gets", "scalar network", "skew, k = 1"}
    assert ordered.claim == gpm.HARMLESS
    assert outcomes == gpm.run(config, 100)
