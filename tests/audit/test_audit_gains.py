"""The share of a gain that a change of length explains, by hand."""

import numpy as np
import pytest

from guerdon.audit import Outputs, attribute_gain


def outputs(*blocks: tuple[float, float, int]) -> Outputs:
    """Blocks of equal (reward, attribute), each so many times."""
    reward, attribute = ([block[field] for block in blocks for _ in range(block[2])] for field in (0, 1))
    return Outputs(np.array(reward), np.array(attribute), np.ones(len(reward)))


def test_a_gain_by_hand() -> None:
    # bucket 0-20: 1 -> 2; bucket 20-40: 5 -> 5; the later outputs are 1/4 short, 3/4 long
    before, after = outputs((1.0, 10.0, 15), (5.0, 30.0, 5)), outputs((2.0, 10.0, 5), (5.0, 30.0, 15))
    gain = attribute_gain(before, after)
    assert gain.total == pytest.approx(4.25 - 2.0)
    assert gain.within == pytest.approx(0.25 * 1 + 0.75 * 0)
    assert gain.explained == pytest.approx(1 - 0.25 / 2.25)
    assert gain.compared == 1


def test_a_reward_of_length_alone_is_explained_and_one_of_equal_length_is_not() -> None:
    assert attribute_gain(outputs((1.0, 10.0, 9), (2.0, 30.0, 9)), outputs((2.0, 30.0, 9))).explained == pytest.approx(
        1
    )
    assert attribute_gain(outputs((1.0, 10.0, 9)), outputs((2.0, 10.0, 9))).explained == pytest.approx(0)


def test_thin_buckets_are_left_out_and_nothing_to_compare_raises() -> None:
    before, after = outputs((1.0, 10.0, 9), (0.0, 90.0, 4)), outputs((2.0, 10.0, 9), (7.0, 90.0, 9))
    gain = attribute_gain(before, after)
    assert gain.within == pytest.approx(1.0)
    assert gain.compared == pytest.approx(0.5)
    with pytest.raises(ValueError, match="widen the buckets"):
        attribute_gain(outputs((1.0, 10.0, 9)), outputs((1.0, 90.0, 9)))


def test_weights_count_like_repetitions() -> None:
    reward, attribute = np.array([0.0, 1.0, 2.0] * 5), np.array([5.0, 6.0, 25.0] * 5)
    before = Outputs(reward, attribute, np.ones(15))
    weighted = attribute_gain(before, Outputs(reward, attribute, np.array([1.0, 2.0, 3.0] * 5)))
    repeated = attribute_gain(before, outputs((0.0, 5.0, 5), (1.0, 6.0, 10), (2.0, 25.0, 15)))
    assert weighted.within == pytest.approx(repeated.within)
    assert weighted.total == pytest.approx(repeated.total)
