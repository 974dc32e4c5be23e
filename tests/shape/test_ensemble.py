"""Ensembles by hand computation, and what they keep."""

import math
from pathlib import Path

import pytest
import torch

from guerdon import load
from guerdon.papers import cite
from guerdon.shape import Ensemble, LowerBound, Mean, Measure, Worst
from guerdon.types import Example

A, B = Example("p", "a"), Example("p", "b")


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (Mean(), [2.0, 3.0]),
        (Worst(), [1.0, 3.0]),
        (LowerBound(), [1.0, 3.0]),  # the sample std of 1, 2, 3 is 1
        (LowerBound(0.5), [1.5, 3.0]),
    ],
)
def test_each_combination_of_three_members(told, how, expected):
    members = tuple(told({"a": value, "b": 3.0}) for value in (1.0, 2.0, 3.0))
    scores = Ensemble(members, how).score([A, B])
    assert scores.values.tolist() == pytest.approx(expected)
    assert scores.std.tolist() == pytest.approx([1.0, 0.0])


def test_doubt_can_turn_a_choice(told):
    members = (told({"a": 0.0, "b": 1.0}), told({"a": 4.0, "b": 1.0}))
    mean, cautious = (Ensemble(members, how).score([A, B]).values for how in (Mean(), LowerBound()))
    assert mean[0] > mean[1]
    assert cautious[0] < cautious[1]


def test_one_failed_member_fails_the_response_and_says_why(told):
    scores = Ensemble((told({"a": 1.0, "b": 1.0}), told({"a": 1.0})), Worst()).score([A, B])
    assert scores.values[0] == 1
    assert math.isnan(scores.values[1])
    assert scores.errors == (None, "nothing told of b")


def test_parts_that_all_members_have_are_combined(told):
    both = told({"a": 1.0}).named("x"), (told({"a": 3.0}).named("x") + told({"a": 5.0}).named("y"))
    scores = Ensemble(both).score([A])
    assert {name: part.tolist() for name, part in scores.parts.items()} == {"x": [2.0]}
    assert scores.values.tolist() == [4.5]


def test_one_member_is_no_ensemble(told):
    with pytest.raises(ValueError, match="at least 2 members, got 1"):
        Ensemble((told(),))


def test_a_saved_ensemble_scores_the_same(tmp_path: Path):
    ensemble = Ensemble((Measure("log_words"), Measure("bold")), LowerBound(2.0))
    ensemble.save(tmp_path / "ensemble")
    batch = [Example("p", "**one** two"), Example("p", "one")]
    assert torch.equal(load(tmp_path / "ensemble").score(batch).values, ensemble.score(batch).values)
    assert "coste2023reward" in {paper.key for paper in cite(ensemble)}
