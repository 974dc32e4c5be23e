"""What a listener says and shows, against its formula."""

import numpy as np
import pytest

from guerdon.testbeds import felt
from guerdon.types import Example

TALK = Example("opening", "one two three ", steps=("one ", "two ", "three "))


def test_rating_and_signs_by_the_formula():
    worth, affect = np.array([1.0, -2.0, 0.2]), np.array([-0.5, 0.0, 0.1])
    row = felt(TALK, worth, affect, 0.5, np.random.default_rng(4))
    rng = np.random.default_rng(4)
    assert row.values["rating"] == pytest.approx(-0.8 + 0.5 * rng.normal())
    shown = 0.7 * worth + 0.9 * affect + 0.5 * rng.normal(size=3)
    assert row.spans == ((4, np.sign(shown[0])), (8, np.sign(shown[1])), (14, np.sign(shown[2])))
    assert row.example == TALK


def test_affect_is_the_larger_part_of_what_is_shown_and_none_of_the_rating():
    """Of independent worth and affect, signs go with worth by sqrt(2/pi) 0.7 / sqrt(0.7^2 + 0.9^2 + 0.5^2) = 0.449."""
    rng = np.random.default_rng(0)
    steps = tuple(f"{number} " for number in range(20_000))
    talk = Example("opening", "".join(steps), steps=steps)
    worth, affect = rng.normal(size=(2, len(steps)))
    row = felt(talk, worth, affect, 0.0, rng)
    signs = np.array([sign for _, sign in row.spans])
    assert np.corrcoef(signs, worth)[0, 1] == pytest.approx(0.449, abs=0.02)
    assert np.corrcoef(signs, affect)[0, 1] == pytest.approx(0.449 * 9 / 7, abs=0.02)
    assert row.values["rating"] == pytest.approx(worth.sum())
