"""Finding the few rows that matter: by hand, and against counting every pair and every threshold."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.statistics import auroc, average_precision, f1, f1_threshold

rows = st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=1, max_size=25)


def test_auroc_by_hand():
    # true rows 3 and 1, false rows 2 and 1: wins 3>2, 3>1, loses 1<2, ties 1=1
    assert auroc(np.array([3.0, 1, 2, 1]), np.array([True, True, False, False])) == pytest.approx(2.5 / 4)
    assert math.isnan(auroc(np.array([1.0, 2.0]), np.array([True, True])))


@given(rows)
def test_auroc_counts_pairs(drawn):
    scores, truth = np.array([float(s) for s, _ in drawn]), np.array([t for _, t in drawn])
    pairs = [(a > b) + (a == b) / 2 for a in scores[truth] for b in scores[~truth]]
    assert auroc(scores, truth) == pytest.approx(float(np.mean(pairs)) if pairs else math.nan, nan_ok=True)


def test_average_precision_by_hand():
    # from above: true, false, true: precision 1 at the first hit, 2/3 at the second
    assert average_precision(np.array([3.0, 2, 1]), np.array([True, False, True])) == pytest.approx((1 + 2 / 3) / 2)
    # equal scores are found together: one hit among two, then two among three
    assert average_precision(np.array([2.0, 2, 1]), np.array([True, False, True])) == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert math.isnan(average_precision(np.array([1.0, 2.0]), np.array([False, False])))


@given(rows)
def test_average_precision_is_the_area_under_every_threshold(drawn):
    scores, truth = np.array([float(s) for s, _ in drawn]), np.array([t for _, t in drawn])
    area, before = 0.0, 0.0
    for value in sorted(set(scores), reverse=True):
        found = scores >= value
        recall = float((found & truth).sum() / max(1, truth.sum()))
        area, before = area + (recall - before) * float(truth[found].mean()), recall
    assert average_precision(scores, truth) == pytest.approx(area if truth.any() else math.nan, nan_ok=True)
    flat = average_precision(np.zeros(len(truth)), truth)
    assert flat == pytest.approx(truth.mean() if truth.any() else math.nan, nan_ok=True)


def test_f1_by_hand():
    # two found, one of them true; three true: precision 1/2, recall 1/3
    assert f1(np.array([True, True, False, False]), np.array([True, False, True, True])) == pytest.approx(0.4)
    assert f1(np.array([False, False]), np.array([True, False])) == 0.0


@given(rows)
def test_no_other_threshold_has_a_higher_f1(drawn):
    scores, truth = np.array([float(s) for s, _ in drawn]), np.array([t for _, t in drawn])
    chosen = f1(scores >= f1_threshold(scores, truth), truth)
    assert chosen == pytest.approx(max(f1(scores >= value, truth) for value in scores))


def test_a_score_that_is_not_finite_is_named():
    with pytest.raises(ValueError, match="scores is nan in row 2"):
        auroc(np.array([1.0, np.nan]), np.array([True, False]))
