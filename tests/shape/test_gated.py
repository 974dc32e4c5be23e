"""Aspects above a threshold: by hand, level by level, and which aspects to take."""

import math
from dataclasses import dataclass

import pytest
import torch

from guerdon import load
from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.shape import Gate, Measure, Squash, Total, Units, consistent_aspects, inconsistency
from guerdon.types import Dense, Example, Scores

BATCH = [Example("p", name) for name in ("low", "edge", "high")]
WHOLE = {"low": 0.5, "edge": 0.6, "high": 2.0}


@dataclass(frozen=True)
class Letters(Reward):
    """A unit for each letter, worth its place; the value is their sum. Remembers how many it was asked for."""

    asked: list

    def score(self, batch):
        self.asked.append(len(batch))
        units = tuple(torch.arange(1.0, len(each.response) + 1) for each in batch)
        ends = tuple(torch.arange(1, len(each.response) + 1) for each in batch)
        return Scores(torch.tensor([float(row.sum()) for row in units]), Dense("token", units, ends))


def test_aspects_count_above_alone_and_add_up(told):
    aspect = told({"edge": 3.0, "high": 1.0}).named("facts")
    scores = Gate(told(WHOLE), aspect, above=0.6, weight=5.0).score(BATCH)
    assert scores.values.tolist() == pytest.approx([2.5, 6.0, 11.0])
    assert scores.parts["holistic"].tolist() == pytest.approx([2.5, 3.0, 10.0])
    assert scores.parts["aspects"].tolist() == scores.parts["facts"].tolist() == [0, 3, 1]
    assert scores.errors is None  # what the aspect does not know is never asked


def test_units_keep_the_sum_and_the_whole_stands_at_the_end(told):
    asked = []
    scores = Gate(told(WHOLE), Letters(asked), above=0.6, weight=5.0).score(BATCH)
    assert asked == [2]
    assert [row.tolist() for row in scores.dense.values] == [[2.5], [1, 2, 3, 7], [1, 2, 3, 14]]
    assert [row.tolist() for row in scores.dense.ends] == [[3], [1, 2, 3, 4], [1, 2, 3, 4]]
    assert scores.to("response").values.tolist() == scores.values.tolist()


def test_where_none_is_above_nothing_is_added_and_the_columns_are_the_same(told):
    gate = Gate(told(WHOLE), (Letters([]) >> Units(Squash()) >> Total()).named("a"), above=9.0)
    scores = gate.score(BATCH)
    assert scores.values.tolist() == pytest.approx(list(WHOLE.values()))
    assert set(scores.parts) == {"holistic", "aspects", "a"}
    assert [row.tolist() for row in scores.dense.values] == [[value] for value in scores.values.tolist()]


def test_failures_on_either_side_keep_their_reasons(told):
    whole = told({"edge": 1.0, "high": 2.0})
    scores = Gate(whole, told({"high": 1.0}), above=0.6).score(BATCH)
    assert scores.failed == (0, 1)
    assert scores.errors == ("nothing told of low", "nothing told of edge", None)


def test_crossing_the_threshold_pays_a_positive_aspect(told):
    gate = Gate(told(WHOLE), told(dict.fromkeys(WHOLE, -4.0)) >> Squash(), above=0.6)
    low, edge, _ = gate.score(BATCH).values
    assert edge - low > 0.1


def test_it_is_saved(tmp_path):
    gate = Gate(Measure("log_words"), Measure("bold"), above=1.0, weight=2.0)
    gate.save(tmp_path / "gate")
    batch = [Example("p", "**one** two"), Example("p", "one")]
    assert load(tmp_path / "gate").score(batch).values.equal(gate.score(batch).values)


def test_inconsistency_by_hand(told):
    pairs = [(Example("p", a), Example("p", b)) for a, b in ("ab", "bc", "ac")]
    whole = told({"a": 1.0, "b": 2.0, "c": 3.0})
    aspects = {
        "turned": told({"a": 3.0, "b": 2.0, "c": 1.0}),
        "same": told({"a": 0.0, "b": 0.1, "c": 9.0}),
        "half": told({"a": 1.0, "b": 1.0, "c": 0.0}),
        "flat": told({"a": 1.0, "b": 1.0, "c": 1.0}),
    }
    found = inconsistency(whole, aspects, pairs)
    assert {name: (each.share, each.pairs, each.ties) for name, each in found.items() if name != "flat"} == {
        "turned": (1.0, 3, 0), "same": (0.0, 3, 0), "half": (1.0, 2, 1),
    }  # fmt: skip
    assert math.isnan(found["flat"].share)
    assert found["flat"].ties == 3
    assert consistent_aspects(found) == ["same"]
    assert consistent_aspects(found, keep=4)[-1] == "flat"
    with pytest.raises(GuerdonError, match="there are none"):
        inconsistency(whole, aspects, [])
