"""Ratings of several people as one: by hand, and whatever their order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.feedback import consensus
from guerdon.records import Ratings
from guerdon.types import Example, Rating


def said(response: str, *values: dict[str, float]) -> list[Rating]:
    return [
        Rating(Example("p", response), each, annotator=f"rater {place}", weight=1.0 + place)
        for place, each in enumerate(values)
    ]


def test_the_closest_three_by_hand():
    # squared differences: {1, 2, 2}: 2; {1, 2, 4}: 14; {2, 2, 4}: 8; with 0 for the fourth: {0, 1, 2}: 6
    rows = said("a", {"h": 1}, {"h": 4}, {"h": 2}, {"h": 2}, {"h": 0})
    (one,) = consensus(Ratings.of(rows))
    assert one.values["h"] == pytest.approx(5 / 3)
    assert one.annotator is None
    assert one.weight == pytest.approx((1 + 3 + 4) / 3)
    assert one.example == rows[0].example


def test_all_attributes_decide_together():
    rows = said("a", {"h": 1, "v": 0}, {"h": 1, "v": 4}, {"h": 2, "v": 4}, {"h": 2, "v": 3})
    (one,) = consensus(Ratings.of(rows))
    assert one.values == pytest.approx({"h": 5 / 3, "v": 11 / 3})


def test_what_only_some_name_is_the_mean_of_those():
    rows = said("a", {"h": 1}, {"h": 2, "v": 4}, {"h": 3}) + said("b", {"v": 1})
    one, other = consensus(Ratings.of(rows))
    assert one.values == {"h": 2, "v": 4}
    assert (other.example.response, other.values) == ("b", {"v": 1})


def test_all_of_them_and_one_of_them():
    rows = Ratings.of(said("a", {"h": 0}, {"h": 1}, {"h": 4}, {"h": 4}))
    assert [row.values["h"] for row in consensus(rows, keep=None)] == [2.25]
    assert [row.values["h"] for row in consensus(rows, keep=1)] == [0]  # of equals the first
    with pytest.raises(ValueError, match="keep=0, expected at least 1"):
        consensus(rows, keep=0)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=5), st.integers(0, 4))
def test_two_scales_that_differ_by_a_constant_keep_the_same_people(values, offset):
    plain, moved = (
        consensus(Ratings.of(said("a", *({"h": float(value + by)} for value in values))))[0] for by in (0, offset)
    )
    assert moved.values["h"] == pytest.approx(plain.values["h"] + offset)
    assert min(values) <= plain.values["h"] <= max(values)
