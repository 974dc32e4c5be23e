"""Effective resistances against circuits that can be computed by hand."""

import numpy as np
import pytest

from guerdon.audit import mean_resistance, resistances

NONE = np.zeros((0, 2), int)


def similar(m: int, *edges: tuple[int, int, float]) -> np.ndarray:
    table = np.eye(m)
    for a, b, strength in edges:
        table[a, b] = table[b, a] = strength
    return table


def test_series_and_parallel():
    # 0 -(2)- 1 -(4)- 2: variances 1/2 and 1/4 in series
    chain = resistances(similar(3, (0, 1, 2.0), (1, 2, 4.0)), NONE)
    assert chain[0].tolist() == pytest.approx([0, 0.5, 0.75])
    # a comparison of precision 2 beside the first edge: 1 / (2 + 2)
    beside = resistances(similar(3, (0, 1, 2.0), (1, 2, 4.0)), np.array([[0, 1]]), precision=2.0)
    assert beside[0].tolist() == pytest.approx([0, 0.25, 0.5])
    # a ring of three unit edges: 1 beside 2
    ring = resistances(similar(3, (0, 1, 1.0), (1, 2, 1.0)), np.array([[2, 0]]))
    assert ring[np.triu_indices(3, 1)].tolist() == pytest.approx([2 / 3] * 3)


def test_twice_the_labels_and_either_order_of_a_pair():
    table = similar(4, (0, 1, 1.0), (1, 2, 0.5), (2, 3, 1.0))
    twice = resistances(table, np.array([[0, 3], [3, 0]]), precision=0.3)
    assert np.allclose(twice, resistances(table, np.array([[0, 3]]), precision=0.6))


def test_another_label_never_hurts():
    rng = np.random.default_rng(0)
    table = rng.random((8, 8))
    table = table + table.T
    pairs = rng.integers(8, size=(5, 2))
    before = resistances(table, pairs)
    for extra in ([0, 1], [2, 7], [3, 3]):
        assert (resistances(table, np.vstack([pairs, extra])) <= before + 1e-9).all()


def test_what_nothing_connects_is_infinitely_far():
    apart = resistances(similar(3, (0, 1, 1.0)), NONE)
    assert apart[0, 1] == pytest.approx(1)
    assert np.isinf(apart[0, 2])
    assert np.isinf(mean_resistance(similar(3, (0, 1, 1.0)), NONE))


def test_means_by_hand():
    table = similar(3, (0, 1, 2.0), (1, 2, 4.0))
    assert mean_resistance(table, NONE) == pytest.approx((0.5 + 0.25 + 0.75) / 3)
    assert mean_resistance(table, NONE, among=np.array([0, 2])) == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("table", "pairs", "message"),
    [
        (np.array([[1.0, 0.2], [0.3, 1.0]]), NONE, "symmetric"),
        (np.array([[1.0, -0.2], [-0.2, 1.0]]), NONE, "nowhere below 0"),
        (np.eye(2), np.array([[0, 2]]), "responses 0 to 2, and there are 2"),
    ],
)
def test_tables_that_make_no_network_are_refused(table, pairs, message):
    with pytest.raises(ValueError, match=message):
        resistances(table, pairs)
