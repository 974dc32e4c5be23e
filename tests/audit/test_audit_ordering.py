"""How candidates are ordered, against counting by hand and Kendall's tau."""

import numpy as np
import pytest
from scipy.stats import kendalltau

from guerdon.audit import Candidates, order_accuracy, rescored
from guerdon.types import Example, ScoringError


def test_pairs_counted_by_hand():
    # truth 1 < 2 = 2 < 3: five pairs count; scores agree on (1,2a) (1,3) (2a,3), tie on (1,2b), disagree on (2b,3)
    scores, truth = np.array([0.0, 1.0, 0.0, 5.0]), np.array([1.0, 2.0, 2.0, 3.0])
    assert order_accuracy([scores], [truth]).tolist() == pytest.approx([4.5 / 5])
    assert order_accuracy([-scores], [truth]).tolist() == pytest.approx([0.5 / 5])
    assert np.isnan(order_accuracy([scores], [np.ones(4)])).all()


def test_without_ties_it_is_kendalls_tau_on_another_scale():
    rng = np.random.default_rng(0)
    scores, truth = rng.normal(size=(2, 20))
    assert order_accuracy([scores], [truth])[0] == pytest.approx((1 + kendalltau(scores, truth).statistic) / 2)


def test_rescoring_keeps_groups_and_gold_and_fails_on_a_missing_score(rule, lookup):
    groups = tuple(tuple(Example(p, text) for text in texts) for p, texts in (("p", ["a", "bb", "ccc"]), ("q", ["d"])))
    first = Candidates(groups, (np.zeros(3), np.zeros(1)), gold=(np.arange(3.0), np.zeros(1)))
    found = rescored(first, rule(len))
    assert [each.tolist() for each in found.proxy] == [[1, 2, 3], [1]]
    assert found.groups is first.groups
    assert found.gold is first.gold
    with pytest.raises(ScoringError):
        rescored(first, lookup({"a": 1.0}))
