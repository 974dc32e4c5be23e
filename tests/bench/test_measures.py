"""Measures that read rankings, groups of contests and scores, against other formulas; and how groups stay whole."""

import math
from collections.abc import Sequence
from itertools import pairwise, permutations
from typing import ClassVar

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.bench import (
    AUROC,
    NDCG,
    BeatsAll,
    Benchmark,
    Contest,
    Macro,
    PairAccuracy,
    Standing,
    WorstOfGroup,
    figures,
    run,
)
from guerdon.bench.base import spread
from guerdon.bench.contest import compare
from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.statistics import auroc
from guerdon.testbeds import SwayedJudge
from guerdon.types import Example, Scores

score = st.integers(-2, 2).map(float)
scores = st.lists(score, min_size=1, max_size=3)


def standing(right: Sequence[float], wrong: Sequence[float]) -> Standing:
    sides = np.array(right, float), np.array(wrong, float)
    return Standing(compare(*sides), *sides)


def test_gain_of_one_right_response_by_hand():
    assert NDCG(10)(standing([5], [1, 2]).wins) == 1
    assert NDCG(10)(standing([1], [0, 2, 3]).wins) == pytest.approx(1 / math.log2(4))  # rank 3
    assert NDCG(2)(standing([1], [0, 2, 3]).wins) == 0
    # rank 1 or 2, each as likely
    assert NDCG(10)(standing([2], [2, 1]).wins) == pytest.approx((1 + 1 / math.log2(3)) / 2)


@given(scores, scores, st.integers(1, 5))
def test_gain_is_the_mean_over_all_orders_of_what_ties(right, wrong, k):
    relevant = [1] * len(right) + [0] * len(wrong)
    said = [*right, *wrong]
    gains = [
        sum(relevant[place] / math.log2(rank + 2) for rank, place in enumerate(order[:k]))
        for order in permutations(range(len(said)))
        if all(said[a] >= said[b] for a, b in pairwise(order))
    ]
    best = sum(1 / math.log2(rank + 2) for rank in range(min(k, len(right))))
    assert NDCG(k)(standing(right, wrong).wins) == pytest.approx(np.mean(gains) / best)


@given(st.lists(st.tuples(scores, scores), min_size=1, max_size=5))
def test_scores_above_over_all_prompts_is_the_area_under_the_curve(contests):
    measure = AUROC()
    units = np.empty(len(contests), dtype=object)
    units[:] = [measure.unit([standing(*each)]) for each in contests]
    right, wrong = ([value for each in contests for value in each[side]] for side in (0, 1))
    pairs = [(a > b) + (a == b) / 2 for a in right for b in wrong]
    assert measure.value(units) == pytest.approx(np.mean(pairs))
    truth = np.array([True] * len(right) + [False] * len(wrong))
    assert measure.value(units) == pytest.approx(auroc(np.array([*right, *wrong]), truth))


def test_scores_above_needs_scores():
    with pytest.raises(GuerdonError, match="this measure reads scores"):
        AUROC().unit([Standing(np.array([[1.0]]))])


class Families(Benchmark):
    """Groups of unlike size in one subset."""

    name = "families"
    paper = Paper("families", "Families", "Nobody", 2024)
    measures: ClassVar = {"accuracy": PairAccuracy(), "worst": WorstOfGroup(PairAccuracy()), "area": AUROC()}
    counts: ClassVar = {"all": 5}

    def contests(self) -> list[Contest]:
        def one(group: str, right: str, wrong: str) -> Contest:
            prompt = f"{group} {right}"
            return Contest((Example(prompt, right),), (Example(prompt, wrong),), "all", group, rated=True)

        return [one("a", "3", "1"), one("b", "5", "9"), one("a", "4", "1"), one("a", "6", "1"), one("c", "7", "2")]

    def section(self, subset: str) -> str:
        return "all"


class Said(Reward[Sequence[Example]]):
    """The number that the response is; fails on one of them."""

    def __init__(self, fails: str = "") -> None:
        self.fails = fails

    def score(self, batch: Sequence[Example]) -> Scores:
        values = [math.nan if each.response == self.fails else float(each.response) for each in batch]
        return Scores(torch.tensor(values), errors=tuple("no" if math.isnan(value) else None for value in values))


def test_the_worst_of_a_group_counts_each_group_once():
    report = run(Families(), Said())
    assert report.measures["accuracy"].value == pytest.approx(4 / 5)
    assert report.measures["worst"].value == pytest.approx(2 / 3)
    assert (report.measures["worst"].n, report.measures["accuracy"].n) == (3, 5)
    # 3, 5, 4, 6, 7 above 1, 9, 1, 1, 2: all but the five against 9
    assert report.measures["area"].value == pytest.approx(20 / 25)
    assert figures(Families(), Families().contests(), Said()) == pytest.approx(
        {name: each.value for name, each in report.measures.items()} | {"all": 4 / 5}
    )


def test_subsets_count_alike_under_a_macro_average():
    class Uneven(Families):
        measures: ClassVar = {"rows": PairAccuracy(), "alike": Macro(PairAccuracy())}

        def contests(self) -> list[Contest]:
            wins = [("large", "2"), ("large", "2"), ("large", "2"), ("small", "0")]
            return [
                Contest((Example(f"{n}", said),), (Example(f"{n}", "1"),), part) for n, (part, said) in enumerate(wins)
            ]

    found = figures(Uneven(), Uneven().contests(), Said())
    assert (found["rows"], found["alike"]) == (3 / 4, (1 + 0) / 2)
    assert run(Uneven(), Said()).measures["alike"].value == 1 / 2


def test_a_group_with_a_failure_is_left_out_whole():
    report = run(Families(), Said(fails="4"))
    assert (report.failed, report.contests) == (3, {"all": (2, 5)})
    assert report.measures["worst"].value == pytest.approx(1 / 2)
    with pytest.raises(GuerdonError, match="some contests of families have no scores: no"):
        figures(Families(), Families().contests(), Said(fails="4"))


def test_a_limit_keeps_groups_whole():
    every = Families().contests()
    assert [each.group for each in spread(every, 4)] == ["a", "a", "a", "c"]
    assert {each.group for each in spread(every, 1)} == {"a"}
    assert spread(every, 5) == [*every[:1], *every[2:4], every[1], every[4]]
    alone = [Contest(each.right, each.wrong, "all") for each in every]
    assert spread(alone, 2) == alone[::3]


def test_a_judge_of_pairs_is_asked_for_scores_where_contests_are_rated():
    judge = SwayedJudge(Said(), errs=0, swayed=0)
    assert run(Families(), judge).measures["area"].value == pytest.approx(20 / 25)


def test_a_double_answer_that_is_the_same_in_both_places_is_a_tie():
    class Stubborn(Said):
        def prefer(self, first: Sequence[Example], second: Sequence[Example]) -> torch.Tensor:
            return torch.full((len(first),), 0.9, dtype=torch.float64)

    class Unrated(Families):
        measures: ClassVar = {"accuracy": PairAccuracy(0.5), "all": BeatsAll()}

        def contests(self) -> list[Contest]:
            return [Contest(each.right, each.wrong, "all") for each in super().contests()]

    assert [each.value for each in run(Unrated(), Stubborn()).measures.values()] == [0.5, 0]
