"""Pairs of trees and of chains: what they share, what they cost, and the world that they are written in."""

from itertools import takewhile

import numpy as np
import pytest
import torch

from guerdon.feedback import chain_pairs, tree_pairs
from guerdon.testbeds import Segmented
from guerdon.types import Prompt


class Letters:
    """Writes a letter that was never written before."""

    def __init__(self) -> None:
        self.written = 0

    def __call__(self, prompt: Prompt, prefix: str, n: int) -> list[str]:
        self.written += n
        return [chr(64 + self.written - n + row + 1) for row in range(n)]


def shared(a: str, b: str) -> int:
    return len(list(takewhile(lambda both: both[0] == both[1], zip(a, b, strict=True))))


def test_leaves_of_one_tree_share_beginnings():
    policy = Letters()
    grown = tree_pairs(policy, ["p"], pairs=100, branch=2, depth=3)
    assert grown.segments == policy.written == 2 + 4 + 8
    assert len(grown.pairs) == 8 * 7 // 2
    common = [shared(a.response, b.response) for a, b in grown.pairs]
    # of 28 pairs of leaves 4 part at the last segment, 8 one before, 16 at the first
    assert [common.count(length) for length in range(3)] == [16, 8, 4]


def test_pairs_are_drawn_without_repetition_and_by_the_seed():
    def pairs(seed: int) -> list[tuple[str, str]]:
        return [(a.response, b.response) for a, b in tree_pairs(Letters(), ["p", "q"], 10, seed=seed).pairs]

    assert len(set(pairs(0))) == 20
    assert pairs(0) == pairs(0) != pairs(1)
    assert {a.prompt for a, _ in tree_pairs(Letters(), ["p", "q"], 10).pairs} == {"p", "q"}


def test_chains_share_nothing():
    policy = Letters()
    grown = chain_pairs(policy, ["p", "q"], pairs=3, depth=4)
    assert grown.segments == policy.written == 2 * 3 * 2 * 4
    assert len(grown.pairs) == 6
    assert {shared(a.response, b.response) for a, b in grown.pairs} == {0}
    assert all(a.prompt == b.prompt for a, b in grown.pairs)


def test_the_world_of_segments_by_hand():
    world = Segmented(width=4, letters=2, seed=100, bonds=0.5)
    rng = np.random.default_rng([100, 8])
    single, double = rng.normal(size=4), rng.normal(size=(1, 2, 2))
    # the first place has the second letter, the second place the first
    expected = (single[1] + single[2] + 0.5 * double[0, 1, 0]) / (2 + 0.25) ** 0.5
    assert float(world.truth(torch.tensor([[0.0, 1, 1, 0]]))) == pytest.approx(expected, rel=1e-5)


def test_its_policy_writes_what_the_world_reads():
    world = Segmented(seed=100)
    grown = tree_pairs(world.policy(0), ["p"], 20, 3, world.length)
    assert world.gold.score([a for a, _ in grown.pairs]).values.isfinite().all()
    vectors = np.array([[float(word) for word in a.response.split()] for a, _ in grown.pairs])
    assert vectors.shape == (20, 24)
    assert (vectors.reshape(20, 4, 6).sum(2) == 1).all()
    assert (world.vectors(50, 0).reshape(50, 4, 6).sum(2) == 1).all()
