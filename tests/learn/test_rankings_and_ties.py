"""Plackett-Luce and Rao-Kupper against sums over orders and probabilities that are written out."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    FullBatch,
    MLPHead,
    Numbers,
    PlackettLuce,
    RaoKupper,
    Regression,
    RewardModel,
    ScalarHead,
    SkewHead,
    fit,
)
from guerdon.learn.batch import ComparisonBatch, RankingBatch
from guerdon.learn.model import Forward
from guerdon.learn.objectives.base import Objective
from guerdon.learn.objectives.plackett_luce import listwise
from guerdon.records import Comparisons, Rankings, Ratings
from guerdon.types import Comparison, Example, Ranking, Rating

numbers = st.floats(-3, 3)


def loss(objective: Objective, batch: ComparisonBatch | RankingBatch) -> float:
    """The loss where each response is the number that it scores."""
    model = RewardModel(Numbers(1), ScalarHead())
    torch.nn.init.ones_(model.head.linear.weight)
    return float(objective(Forward(model, lambda some: model.network(model.encoder.prepare(some))), batch).total)


def ranking(values: list[float], ranks: list[float], prompt: str = "p") -> Ranking:
    return Ranking(tuple(Example(prompt, str(value)) for value in values), tuple(ranks))


@given(st.lists(numbers, min_size=2, max_size=4))
def test_the_likelihoods_of_all_orders_sum_to_one(values):
    n = len(values)
    each = torch.tensor(values, dtype=torch.float64)
    total = sum(
        math.exp(-(n - 1) * float(listwise(each, torch.tensor(order, dtype=torch.float64))))
        for order in itertools.permutations(range(n))
    )
    assert total == pytest.approx(1.0, rel=1e-6)


def test_a_ranking_by_hand():
    # rewards 2, 0, 1 ranked 1, 2, 3: picks e^2/(e^2+1+e) and 1/(1+e); the mean of their logs
    first = math.log(math.exp(2) / (math.exp(2) + 1 + math.e))
    second = math.log(1 / (1 + math.e))
    assert loss(PlackettLuce(), RankingBatch([ranking([2, 0, 1], [1, 2, 3])])) == pytest.approx(-(first + second) / 2)


def test_ties_are_each_picked_from_among_themselves_and_what_is_left():
    # 1 and 2 tie for the first place before 3: both are picked from all three
    total = math.log(sum(map(math.exp, (1, 2, 3))))
    expected = ((total - 1) + (total - 2)) / 2
    assert loss(PlackettLuce(), RankingBatch([ranking([1, 2, 3], [1, 1, 2])])) == pytest.approx(expected, rel=1e-5)


@given(numbers, numbers)
def test_of_two_responses_it_is_bradley_terry(a, b):
    pair = Comparison(Example("p", f"{a:f}"), Example("p", f"{b:f}"))
    both = ranking([float(f"{a:f}"), float(f"{b:f}")], [1, 2])
    assert loss(PlackettLuce(), RankingBatch([both])) == pytest.approx(
        loss(BradleyTerry(), ComparisonBatch([pair])), abs=1e-5
    )


def test_rankings_are_learned_from_by_default():
    rng = np.random.default_rng(0)
    truth = rng.normal(size=4)
    rows = []
    for number in range(120):
        vectors = rng.normal(size=(5, 4)).round(3)
        order = np.argsort(np.argsort(-(vectors @ truth + 0.3 * rng.gumbel(size=5))))
        examples = tuple(Example(f"p{number}", " ".join(map(str, row))) for row in vectors.tolist())
        rows.append(Ranking(examples, tuple(float(place) for place in order)))
    model = RewardModel(Numbers(4), ScalarHead())
    fit(model, Rankings.of(rows), solver=FullBatch(l2=(0.01, 0.001)))
    weights = (model.head.linear.weight[0] / model.head.spread).detach().numpy()
    assert float(weights @ truth / np.linalg.norm(weights) / np.linalg.norm(truth)) > 0.98


@given(numbers, st.floats(0.05, 2))
def test_the_three_outcomes_sum_to_one(gap, threshold):
    pair = Example("p", f"{gap:f}"), Example("p", "0")
    chances = [
        math.exp(-loss(RaoKupper(threshold), ComparisonBatch([Comparison(*pair, target=target)])))
        for target in (1.0, 0.5, 0.0)
    ]
    assert sum(chances) == pytest.approx(1.0, abs=1e-4)


def test_outcomes_by_hand():
    # strengths e^1 and e^0, theta = e^0.5: P(first) = e / (e + e^0.5)
    pair = Example("p", "1"), Example("p", "0")
    first = math.e / (math.e + math.exp(0.5))
    second = 1 / (1 + math.exp(1.5))
    for target, chance in ((1.0, first), (0.0, second), (0.5, 1 - first - second)):
        found = loss(RaoKupper(0.5), ComparisonBatch([Comparison(*pair, target=target)]))
        assert found == pytest.approx(-math.log(chance), rel=1e-4)
    mixed = loss(RaoKupper(0.5), ComparisonBatch([Comparison(*pair, target=0.75)]))
    assert mixed == pytest.approx(-0.5 * math.log(first) - 0.5 * math.log(1 - first - second), rel=1e-4)


def rings(n: int) -> Comparisons:
    """1 beats 2, 2 beats 3, 3 beats 1, under each of some prompts."""
    return Comparisons.of(
        Comparison(Example(f"p{row}", str(one)), Example(f"p{row}", str(other)))
        for row in range(n)
        for one, other in ((1, 2), (2, 3), (3, 1))
    )


@pytest.mark.parametrize("head", [ScalarHead(), MLPHead((4,))], ids=["linear", "network"])
def test_preferences_that_go_round_are_refused_to_a_scalar(head):
    with pytest.raises(GuerdonError, match="Head learns nothing here; SkewHead can"):
        fit(RewardModel(Numbers(1), head), rings(30))


def test_they_are_not_refused_to_a_head_that_can_nor_where_some_response_wins():
    BradleyTerry().check(RewardModel(Numbers(1), SkewHead()), rings(30))
    BradleyTerry().check(RewardModel(Numbers(1), ScalarHead()), rings(30) + rings(31).select([90]))


def test_users_who_want_the_opposite_do_not_cancel():
    rows = [
        Comparison(*(Example("p", text, {"user": user}) for text in order))
        for user, order in (("ann", ("1", "2")), ("bob", ("2", "1")))
    ]
    BradleyTerry().check(RewardModel(Numbers(1), ScalarHead()), Comparisons.of(rows))
    blind = [Comparison(Example("p", row.chosen.response), Example("p", row.rejected.response)) for row in rows]
    with pytest.raises(GuerdonError, match="go round"):
        BradleyTerry().check(RewardModel(Numbers(1), ScalarHead()), Comparisons.of(blind))


RANKINGS = Rankings.of([ranking([1, 2, 3], [1, 2, 3], f"p{n}") for n in range(30)])
RATINGS = Ratings.of([Rating(Example(f"p{n}", "1"), {"overall": float(n % 2)}) for n in range(30)])


@pytest.mark.parametrize(
    ("objective", "records", "said"),
    [
        (PlackettLuce(), rings(9), "PlackettLuce learns from rankings, got comparisons: use BradleyTerry"),
        (PlackettLuce(), RATINGS, "PlackettLuce learns from rankings, got ratings: use Regression"),
        (RaoKupper(), RATINGS, "RaoKupper learns from comparisons, got ratings"),
        (BradleyTerry(), RANKINGS, "PlackettLuce"),
        (Regression(), rings(9), "Regression learns from ratings, got comparisons: use BradleyTerry"),
        (Regression(), RANKINGS, "Regression learns from ratings, got rankings: use PlackettLuce"),
    ],
)
def test_what_does_not_fit_is_said_with_what_does(objective, records, said):
    with pytest.raises(GuerdonError, match=said):
        fit(RewardModel(Numbers(1), ScalarHead()), records, objective)


def test_nothing_to_learn_is_said():
    ties = Rankings.of([ranking([1, 2], [1, 1], f"p{n}") for n in range(30)])
    with pytest.raises(GuerdonError, match="every ranking is one tie"):
        fit(RewardModel(Numbers(1), ScalarHead()), ties)
    with pytest.raises(GuerdonError, match="PlackettLuce picks by one score"):
        fit(RewardModel(Numbers(1), SkewHead()), RANKINGS)
    halves = Comparisons.of(Comparison(Example(f"p{n}", "1"), Example(f"p{n}", "2"), target=0.5) for n in range(30))
    with pytest.raises(GuerdonError, match="every comparison is a tie"):
        fit(RewardModel(Numbers(1), ScalarHead()), halves, RaoKupper())
    with pytest.raises(ValueError, match="more than 0"):
        RaoKupper(0.0)
