"""Segment rewards at a tiny scale: the arms and controls are there, and a seed gives the same numbers again."""

import dataclasses

from guerdon.recipes import segment_reward
from guerdon.recipes.segment_reward import Config, run

TINY = Config(pairs=40, corpus=48, held=12, steps=2)


def test_every_arm_and_control_is_there_and_a_seed_repeats():
    first, second = run(TINY, 3), run(TINY, 3)
    assert [dataclasses.asdict(a) for a in first] == [dataclasses.asdict(b) for b in second]
    assert [o.data for o in first] == ["idioms", "idioms, against chance", "idioms, policy", "idioms, location"]
    assert [(o.claim or segment_reward.claim) for o in first] == [
        segment_reward.claim, segment_reward.CHANCE, segment_reward.SPEED, segment_reward.LOCATION,
    ]  # fmt: skip
    controls = first[0].controls
    for name in ("segments", "tokens", "random cuts", "whole"):
        assert -1 <= controls[f"credit, {name}"] <= 1
        assert -1 <= controls[f"correlation of whole texts, {name}"] <= 1
        assert f"policy, {name}" in first[2].controls
    assert first[0].method == controls["credit, segments"]
    assert first[1].baseline == controls["credit, random cuts"]
    assert controls["words in a segment"] >= 1
    assert 0 <= controls["cuts found"] <= 1
