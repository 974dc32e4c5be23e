"""Soft best-of-n: probabilities by hand, its limits, and how often each candidate is drawn."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from guerdon.budget import Budget
from guerdon.reward import Reward
from guerdon.search import SoftBestOfN, best_of_n, expected
from guerdon.search.soft_best_of_n import softmax
from guerdon.types import Example, Scores


class Number(Reward[Sequence[Example]]):
    """r = the number that a response is."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([float(example.response) for example in batch]))


CANDIDATES = ["0", "2", "1"]


def test_probabilities_by_hand():
    # exp(0), exp(2), exp(1) = 1, 7.38906, 2.71828 of 11.10734
    assert softmax(np.array([0.0, 2.0, 1.0]), 1.0).tolist() == pytest.approx([0.090031, 0.665241, 0.244728], abs=1e-6)
    assert softmax(np.array([1.0, 2.0, 2.0]), 0.0).tolist() == [0, 0.5, 0.5]
    assert softmax(np.array([0.0, 1e6]), 0.001).tolist() == [0, 1]


def test_candidates_are_drawn_as_often_as_they_should():
    drawn = [SoftBestOfN(3, 1.0)(Number(), "p", CANDIDATES, seed).response for seed in range(600)]
    shares = [drawn.count(each) / 600 for each in CANDIDATES]
    assert shares == pytest.approx([0.090, 0.665, 0.245], abs=0.06)
    assert SoftBestOfN(3, 1.0)(Number(), "p", CANDIDATES, 5).response == drawn[5]


def test_without_temperature_it_is_best_of_n():
    budget = Budget()
    found = SoftBestOfN(2, 0.0)(Number(), "p", lambda prompt, n: CANDIDATES[:n], budget=budget)
    assert found.response == best_of_n(Number(), "p", CANDIDATES, 2).response == "2"
    assert budget.spent["samples"] == 2


def test_the_expected_value_by_hand():
    scores, values = np.array([0.0, 2.0, 1.0, 1.0, 9.0]), np.array([1.0, 0.0, 1.0, 3.0, 100.0])
    # groups of two: the second candidate has sigmoid(2) = 0.880797, the next two are even; the last is left over
    assert expected(scores, values, 2, 1.0) == pytest.approx((0.119203 + 2.0) / 2, abs=1e-6)
    assert expected(scores, values, 2, 0.0) == pytest.approx((0.0 + 2.0) / 2)
    with pytest.raises(ValueError, match="5 candidates, expected at least n = 6"):
        expected(scores, values, 6, 1.0)


def test_a_negative_temperature_is_refused():
    with pytest.raises(ValueError, match="expected at least 0"):
        SoftBestOfN(2, -1.0)
