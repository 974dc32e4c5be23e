"""Best-of-n against every subset of the candidates."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.audit import best_of_n_curve, divergence, selection
from guerdon.audit.base import Candidates
from guerdon.audit.selection import diversity, doubling, overlaps, picked, standardised, steady
from guerdon.types import Example


def brute_force(scores: list[int], n: int) -> np.ndarray:
    """The share of each candidate in the victories of all subsets, ties shared."""
    subsets = list(combinations(range(len(scores)), n))
    weights = np.zeros(len(scores))
    for subset in subsets:
        best = max(scores[each] for each in subset)
        winners = [each for each in subset if scores[each] == best]
        weights[winners] += 1 / len(winners)
    return weights / len(subsets)


@given(st.data())
def test_selection_equals_the_enumeration_of_all_subsets(data: st.DataObject) -> None:
    scores = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=7))
    n = data.draw(st.integers(1, len(scores)))
    assert selection(np.array(scores, dtype=float), n) == pytest.approx(brute_force(scores, n), abs=1e-12)


def test_selection_by_hand() -> None:
    # of the three pairs of {1, 2, 3}: 3 wins two, 2 wins one
    assert selection(np.array([1.0, 3.0, 2.0]), 2) == pytest.approx([0, 2 / 3, 1 / 3])
    assert selection(np.array([5.0, 5.0]), 2) == pytest.approx([0.5, 0.5])
    with pytest.raises(ValueError, match="best of 4 from 3 candidates"):
        selection(np.zeros(3), 4)


@given(st.integers(2, 200), st.integers(1, 200))
def test_weights_sum_to_one_in_large_groups(m: int, n: int) -> None:
    weights = selection(np.random.default_rng(m).normal(size=m), min(n, m))
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    assert (weights >= 0).all()


def test_the_curve_is_the_mean_over_prompts_and_knows_its_divergence() -> None:
    scores = [np.array([1.0, 2.0, 3.0]), np.array([3.0, 2.0, 1.0])]
    values = [np.array([0.0, 0.0, 6.0]), np.array([0.0, 3.0, 0.0])]
    one, two, three = best_of_n_curve(scores, values, (1, 2, 3))
    assert (one.value.value, two.value.value, three.value.value) == pytest.approx((1.5, (4 + 1) / 2, 3.0))
    assert one.nats == 0
    assert two.nats == pytest.approx(np.log(2) - 0.5)
    assert divergence(64) == pytest.approx(4.158883 - 63 / 64, abs=1e-6)
    assert picked(scores, values, 2) == pytest.approx([4.0, 1.0])


def test_gains_are_over_the_mean_of_the_prompt_in_pooled_deviations() -> None:
    first, second = standardised([np.array([1.0, 3.0]), np.array([10.0, 10.0])])
    # centred: -1, 1, 0, 0; pooled deviation sqrt(2/4)
    assert first == pytest.approx([-np.sqrt(2), np.sqrt(2)])
    assert second.tolist() == [0.0, 0.0]


def test_sizes_double_up_to_the_largest_itself_and_half_of_the_prompts_reach_it() -> None:
    assert doubling(6) == (1, 2, 4, 6)
    assert doubling(8) == (1, 2, 4, 8)
    assert doubling(3) == (1, 2, 3)
    sizes = (3, 5, 4, 6)
    groups = tuple(tuple(Example("p", str(k)) for k in range(size)) for size in sizes)
    places, largest = steady(Candidates(groups, tuple(np.zeros(size) for size in sizes)))
    assert (places, largest) == ([1, 3], 5)


def test_overlap_and_diversity_by_hand() -> None:
    group = [Example("p", text) for text in ("a b c", "b c d", "", "")]
    overlap = overlaps(group)
    assert overlap[0, 1] == pytest.approx(2 / 4)
    assert overlap[0, 2] == 0
    assert overlap[2, 3] == 1
    assert overlap.diagonal().tolist() == [1, 1, 1, 1]
    # best of 1 of the first two: the same text half of the time, else an overlap of a half
    assert diversity(np.array([1.0, 2.0]), overlap[:2, :2], 1) == pytest.approx(1 - (0.5 + 0.5 * 0.5))
    assert diversity(np.array([1.0, 2.0]), overlap[:2, :2], 2) == 0
