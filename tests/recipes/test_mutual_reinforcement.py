"""Mutual reinforcement at a tiny scale: the table of alone and both, and the shuffled control."""

import dataclasses

import pytest

from guerdon.recipes.mutual_reinforcement import Config, run

TINY = Config(texts=30, hidden=2)


def test_the_table_is_whole_and_a_seed_repeats(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    (first,), (second,) = run(TINY, 3), run(TINY, 3)
    assert dataclasses.asdict(first) == dataclasses.asdict(second)
    arms = (
        "answers alone",
        "segments alone",
        "both",
        "both, segments a tenth",
        "both, segments ten times",
        "both, segments shuffled",
    )
    for level in ("answers", "segments"):
        assert all(0 <= first.controls[f"{level}, {arm}"] <= 1 for arm in arms)
        gain = first.controls[f"{level}, both"] - first.controls[f"{level}, {level} alone"]
        assert first.controls[f"gain of {level}"] == pytest.approx(gain)
    assert first.method == min(first.controls["gain of answers"], first.controls["gain of segments"])
    assert first.baseline == 0
    assert first.controls["segments, segments alone"] > first.controls["segments, both, segments shuffled"]
