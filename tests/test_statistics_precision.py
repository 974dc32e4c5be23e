"""Precision where recall is given, and the score from which on a precision holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_curve

from guerdon.statistics import precision_at_recall, precision_threshold

rows = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=30)


@given(rows, st.floats(0.05, 1))
def test_it_is_a_point_of_the_curve(found, recall):
    scores, truth = np.array([float(s) for s, _ in found]), np.array([t for _, t in found])
    if not truth.any():
        assert np.isnan(precision_at_recall(scores, truth, recall))
        return
    precision, recalls, _ = precision_recall_curve(truth, scores)
    enough = np.flatnonzero(recalls[:-1] >= recall - 1e-9)
    assert precision_at_recall(scores, truth, recall) == pytest.approx(precision[enough[-1]])


@given(rows, st.floats(0.05, 1))
def test_it_is_the_lowest_score_of_the_precision(found, precision):
    scores, truth = np.array([float(s) for s, _ in found]), np.array([t for _, t in found])
    good = [s for s in np.unique(scores) if truth[scores >= s].mean() >= precision]
    if good:
        assert precision_threshold(scores, truth, precision) == good[0]
    else:
        with pytest.raises(ValueError, match="from no score on"):
            precision_threshold(scores, truth, precision)
