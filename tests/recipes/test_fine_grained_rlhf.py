"""Fine-grained feedback at a tiny scale: every arm and control, without the data and with it."""

import dataclasses

import pytest

from guerdon.recipes import fine_grained_rlhf
from guerdon.recipes.fine_grained_rlhf import FOUND, Config, run


def test_without_the_data_the_made_language_is_left_and_a_seed_repeats(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    (first,), (second,) = run(Config(steps=4), 3), run(Config(steps=4), 3)
    assert dataclasses.asdict(first) == dataclasses.asdict(second)
    assert first.claim is None
    assert fine_grained_rlhf.claim.at_least == 0
    assert set(first.controls) == {f"{a}, {b} texts" for a in ("segments", "whole") for b in ("half the", "all")}
    assert first.baseline == first.controls["whole, all texts"]
    assert first.method == first.controls["segments, half the texts"]
    assert all(0 <= share <= 1 for share in first.controls.values())


@pytest.mark.realdata
def test_errors_are_looked_for_in_real_answers(data_folder):
    _, *found = run(Config(steps=2, answers=60), 3)
    assert [outcome.data for outcome in found] == ["qa-feedback, relevance", "qa-feedback, facts"]
    for outcome in found:
        assert outcome.claim == FOUND
        assert {"F1, vectors", "F1, length", "F1, all", "F1, none (the majority)"} <= set(outcome.controls)
        assert outcome.controls["F1, none (the majority)"] == 0
        share = outcome.controls["segments with errors"]
        assert outcome.controls["F1, all"] == pytest.approx(2 * share / (1 + share))
