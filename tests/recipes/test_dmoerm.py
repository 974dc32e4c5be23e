"""The recipe of mixed experts, tiny."""

from guerdon.learn import FullBatch
from guerdon.recipes import dmoerm


def test_its_outcomes_and_controls(monkeypatch):
    monkeypatch.setattr(dmoerm, "SOLVER", FullBatch((0.003,), iterations=6))
    monkeypatch.setattr(dmoerm, "TEST", 60)
    monkeypatch.setattr(dmoerm, "BEST_OF", 8)
    config = dmoerm.Config(pairs=120, hidden=4, rank=1, prompts=3)
    outcomes = dmoerm.run(config, 100)
    first = outcomes[0].controls
    assert [each.claim for each in outcomes] == [None, dmoerm.PICKED, *dmoerm.AGAINST.values()]
    assert (outcomes[0].baseline, outcomes[0].method) == (first["one network"], first["mixed experts"])
    assert [each.baseline for each in outcomes[2:]] == [first[name] for name in dmoerm.AGAINST]
    assert first["router accuracy"] > 0.6
    assert first["mixed experts"] != first["experts on labels by lot"]
