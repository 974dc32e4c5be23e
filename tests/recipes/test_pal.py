"""The recipe of prototypes for users, tiny."""

import pytest

from guerdon.learn import FullBatch
from guerdon.recipes import pal


def test_its_outcomes_controls_and_seeds(monkeypatch):
    monkeypatch.setattr(pal, "SOLVER", FullBatch(l2=(1e-3,), iterations=5))
    config = pal.Config(users=6, pairs=25, new=2, personas=0)
    seen, new = pal.run(config, 100)
    assert seen.controls.keys() >= {"k = 1, three times as wide", "true groups", "own rewards", "what the truth gets"}
    assert (seen.baseline, seen.method) == (seen.controls["one for all"], seen.controls["k = 3"])
    assert new.controls.keys() >= {"k = 3, no labels", "own rewards, 50 labels"}
    assert new.claim == pal.NEW
    assert pal.run(config, 100) == [seen, new]


@pytest.mark.realdata
def test_it_runs_on_real_personas(data_folder, monkeypatch):
    monkeypatch.setattr(pal, "SOLVER", FullBatch(l2=(1e-3,), iterations=5))
    outcome = pal.characters(pal.Config(personas=2), 100)
    assert (outcome.data, outcome.claim) == ("personas", pal.PERSONAS)
    assert outcome.controls.keys() == {"one for all", "k = 1", "k = 6", "k = 12"}
