"""What a reward follows, on candidates small enough to count by hand."""

import numpy as np
import pytest

from guerdon.audit import Candidates, adverse_accuracy, best_of_n_gain, following
from guerdon.types import Example


def test_adverse_accuracy_by_hand():
    # gold 3 > 2 > 1; words 1, 3, 2: the longer is worse in (0, 1) and (0, 2), not in (1, 2)
    truth, words = [np.array([3.0, 2.0, 1.0])], [np.array([1.0, 3.0, 2.0])]
    assert adverse_accuracy([np.array([2.0, 3.0, 1.0])], truth, words) == pytest.approx([0.5])
    assert adverse_accuracy([np.array([2.0, 2.0, 1.0])], truth, words) == pytest.approx([0.75])
    assert np.isnan(adverse_accuracy([np.array([1.0, 2.0, 3.0])], truth, truth)).all()


def test_the_gain_of_best_of_n_by_hand():
    # best of 2 of 3 by score 0, 1, 2 picks them with probability 0, 1/3, 2/3: mean gold 0 + 3/3 + 2 * 6/3 = 5
    scores, gold = [np.array([0.0, 1.0, 2.0])] * 5, [np.array([0.0, 3.0, 6.0])] * 5
    gain = best_of_n_gain(scores, gold, [np.array([1.0, 1.0, 1.0])] * 5, 2, bucket=10)
    assert gain.total == pytest.approx(5 - 3)
    assert gain.within == pytest.approx(gain.total)  # one bucket holds all


def drawn(proxy_of: str) -> Candidates:
    draw = np.random.default_rng(0)
    groups = tuple(
        tuple(Example(f"p{p}", " ".join(["so"] * int(k))) for k in draw.integers(1, 9, 20)) for p in range(9)
    )
    words = tuple(np.array([len(each.response.split()) for each in group], dtype=float) for group in groups)
    gold = tuple(draw.normal(size=20) for _ in groups)
    return Candidates(groups, words if proxy_of == "words" else gold, gold)


def test_a_reward_that_is_the_attribute_and_one_that_is_the_truth():
    bad, good = following(drawn("words"), 4, bucket=2), following(drawn("gold"), 4, bucket=2)
    assert (bad.correlation, bad.rank_correlation, bad.adverse) == (pytest.approx(1), pytest.approx(1), 0)
    assert (good.accuracy, good.adverse) == (1, 1)
    assert abs(good.correlation) < 0.2
    assert good.gold.within > 0.8 > 0.3 > bad.gold.within
    assert bad.attribute > good.attribute + 1


def test_truth_must_be_known():
    with pytest.raises(ValueError, match="draw them from a testbed"):
        following(Candidates(((Example("p", "a"),),), (np.zeros(1),)), 1)
