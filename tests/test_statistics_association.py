"""Correlations and agreement against hand computations, second formulas and invariances."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from guerdon.statistics import cohen_kappa, kendall, pearson, spearman


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


columns_of_two = st.integers(2, 30).flatmap(
    lambda n: st.tuples(*(arrays(float, n, elements=st.integers(-5, 5).map(float)) for _ in range(2)))
)


def test_values_by_hand():
    a, b = column(1, 2, 3), column(1, 3, 2)
    assert pearson(a, b) == pytest.approx(0.5)
    assert spearman(column(10, 20, 900), b) == pytest.approx(0.5)
    # Of the three pairs two agree and one does not.
    assert kendall(a, b) == pytest.approx(1 / 3)


@given(columns_of_two)
def test_second_formulas(columns):
    a, b = columns
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert all(math.isnan(statistic(a, b)) for statistic in (pearson, spearman, kendall))
        return
    assert pearson(a, b) == pytest.approx(np.corrcoef(a, b)[0, 1])
    signs_a, signs_b = (np.sign(np.subtract.outer(each, each)) for each in (a, b))
    tau = (signs_a * signs_b).sum() / math.sqrt((signs_a**2).sum() * (signs_b**2).sum())
    assert kendall(a, b) == pytest.approx(tau)
    ranks = [(np.subtract.outer(each, each) > 0).sum(1) + (np.equal.outer(each, each)).sum(1) / 2 for each in (a, b)]
    assert spearman(a, b) == pytest.approx(np.corrcoef(*ranks)[0, 1])


@given(columns_of_two, st.sampled_from([1e-150, 1.0, 1e150]))
def test_scale_order_and_sign(columns, factor):
    a, b = columns
    for statistic in (pearson, spearman, kendall):
        value = pytest.approx(statistic(a, b), nan_ok=True)
        assert statistic(b, a) == value
        assert statistic(factor * a, b) == value
        assert -statistic(-a, b) == value
    assert spearman(np.exp(a), b) == pytest.approx(spearman(a, b), nan_ok=True)


def test_a_constant_has_no_correlation_and_no_warning():
    # The mean of three times 0.1 is not 0.1, so that a variance would not be 0.
    tenths, ramp = np.full(3, 0.1), column(1, 2, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for statistic in (pearson, spearman, kendall):
            assert math.isnan(statistic(tenths, ramp))
            assert math.isnan(statistic(ramp, tenths))
            assert math.isnan(statistic(np.zeros(1), np.ones(1)))


def test_a_perfect_line_is_exactly_within_bounds():
    line = np.random.default_rng(0).normal(size=1000)
    assert pearson(line, 3 * line) == pytest.approx(1)
    assert -1 <= pearson(line, -3 * line) <= pearson(line, 3 * line) <= 1


def test_kappa_by_hand():
    # 20 and 15 agreements of 50, margins 25/25 and 30/20: (0.7 - 0.5) / (1 - 0.5).
    first = np.array(["yes"] * 25 + ["no"] * 25)
    second = np.array(["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15)
    assert cohen_kappa(first, second) == pytest.approx(0.4)


def test_kappa_at_its_ends():
    labels = np.array([0, 1, 2, 1])
    assert cohen_kappa(labels, labels) == 1
    assert cohen_kappa(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == 0
    assert math.isnan(cohen_kappa(np.zeros(3), np.zeros(3)))


def test_kappa_needs_a_label_from_each():
    with pytest.raises(ValueError, match="0 and 0 labels"):
        cohen_kappa(np.array([], str), np.array([], str))
