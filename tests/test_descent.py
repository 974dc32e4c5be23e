"""The shortest mixture: by hand, by its conditions, and against a search."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.descent import min_norm_weights


def shortest(*vectors: tuple[float, ...]) -> list[float]:
    rows = np.array(vectors, dtype=float)
    return min_norm_weights(rows @ rows.T).tolist()


def test_by_hand():
    assert shortest((3, 4)) == [1.0]
    assert shortest((1, 0), (0, 1)) == pytest.approx([0.5, 0.5])
    assert shortest((2, 0), (0, 1)) == pytest.approx([0.2, 0.8])  # w 4 = (1 - w) 1
    assert shortest((1, 0), (3, 0)) == [1.0, 0.0]  # the longer one along the same line is served already
    assert shortest((1, 0), (-3, 0)) == pytest.approx([0.75, 0.25])  # nothing lowers both
    assert shortest((0, 0), (1, 1)) == [1.0, 0.0]


vectors = st.lists(st.tuples(*[st.floats(-3, 3)] * 3), min_size=1, max_size=6)


@given(vectors)
def test_no_vector_points_against_the_mixture(rows):
    g = np.array(rows)
    weights = min_norm_weights(g @ g.T)
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1)
    mixture = weights @ g
    # the conditions of the minimum: g_i . d >= |d|^2 for every i, so a step against d lowers every loss at least so fast
    assert (g @ mixture >= mixture @ mixture - 1e-7 * (1 + np.square(g).sum(1).max())).all()


@given(vectors.filter(lambda rows: len(rows) == 3))
def test_no_grid_point_is_shorter(rows):
    g = np.array(rows)
    found = min_norm_weights(g @ g.T) @ g
    grid = [(a, b, 1 - a - b) for a, b in product(np.linspace(0, 1, 21), repeat=2) if a + b <= 1]
    assert found @ found <= np.square(np.array(grid) @ g).sum(1).min() + 1e-6


@given(vectors, st.floats(0.01, 100))
def test_the_unit_of_the_vectors_does_not_matter(rows, scale):
    g = np.array(rows)
    one, other = min_norm_weights(g @ g.T) @ g, min_norm_weights(scale**2 * (g @ g.T)) @ g
    assert one @ one == pytest.approx(other @ other, abs=1e-6)


def test_what_are_no_inner_products_is_refused():
    for gram in (np.zeros((0, 0)), np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[np.nan]])):
        with pytest.raises(ValueError, match="finite, symmetric, and of at least one"):
            min_norm_weights(gram)
