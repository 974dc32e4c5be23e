"""A world of sources: their wishes, sizes and labels."""

import numpy as np
import pytest

from guerdon.testbeds import Sources
from guerdon.testbeds.vectors import numbers


def test_wishes_lie_between_the_shared_one_and_their_own():
    shared, *own = Sources(seed=1, conflict=0.0).wishes
    assert np.allclose(own, shared)
    world = Sources(seed=1, conflict=2.0, width=400)  # random directions of many numbers are nearly at right angles
    assert np.linalg.norm(world.wishes[0]) == pytest.approx(1)
    assert world.wishes[1:] @ world.wishes[0] == pytest.approx(np.full(5, 1 / np.sqrt(5)), abs=0.15)


def test_sizes_fall_from_the_first_to_the_last():
    names = list(Sources(seed=2, imbalance=10).comparisons(1000).data["source"][:])
    counts = [names.count(f"source {i}") for i in range(5)]
    assert sum(counts) == 1000
    assert counts == sorted(counts, reverse=True)
    assert counts[0] / counts[-1] == pytest.approx(10, rel=0.05)


def test_labels_follow_the_wish_and_the_quality_of_their_source():
    world = Sources(seed=3, quality=2.0, imbalance=1)
    rows = list(world.comparisons(7500))
    assert sorted(world.qualities) == pytest.approx([1, 1.5, 2, 2.5, 3])
    for source in range(5):
        mine = [row for row in rows if row.source == f"source {source}"]
        gaps = numbers([row.chosen for row in mine]) - numbers([row.rejected for row in mine])
        logits = (gaps.double().numpy() @ world.wishes[1 + source]) * world.qualities[source]
        # the share of labels that go with the wish is the mean of the probability that they do
        expected = np.mean(1 / (1 + np.exp(-np.abs(logits))))
        assert (logits > 0).mean() == pytest.approx(expected, abs=0.035)


def test_the_share_is_the_mean_over_sources():
    world = Sources(seed=4)
    rows = list(world.comparisons(10))
    sides = [row.chosen for row in rows], [row.rejected for row in rows]
    share = world.share(*sides)
    assert share.tolist() == pytest.approx((1 - world.share(*sides[::-1])).tolist(), abs=1e-6)
    gap = (numbers(sides[0]) - numbers(sides[1]))[0].double().numpy()
    each = [1 / (1 + np.exp(-q * (w @ gap))) for q, w in zip(world.qualities, world.wishes[1:], strict=True)]
    assert float(share[0]) == pytest.approx(np.mean(each), abs=1e-5)
