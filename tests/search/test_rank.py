"""Ranking candidates, and keeping the best."""

import math
from collections.abc import Mapping, Sequence

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.budget import Budget, BudgetExceededError
from guerdon.reward import Reward
from guerdon.search import best_of_n, rank
from guerdon.types import Example, Scores, ScoringError


class Table(Reward[Sequence[Example]]):
    """Scores from a table; what is missing fails. Keeps what it was asked."""

    def __init__(self, table: Mapping[str, float]) -> None:
        self.table = table
        self.asked: list[str] = []

    def score(self, batch: Sequence[Example]) -> Scores:
        self.asked += [each.response for each in batch]
        values = torch.tensor([self.table.get(each.response, math.nan) for each in batch])
        return Scores(values, errors=tuple(None if e.response in self.table else "not in the table" for e in batch))


class Wins(Reward[Sequence[Example]]):
    """Preferences from a table of pairs, the first of each preferred by so much; no scores at all."""

    def __init__(self, pairs: Mapping[str, float]) -> None:
        self.pairs = pairs
        self.asked: list[str] = []

    def score(self, batch: Sequence[Example]) -> Scores:
        raise NotImplementedError("preferences only")

    def prefer(self, first: Sequence[Example], second: Sequence[Example]) -> torch.Tensor:
        names = [a.response + b.response for a, b in zip(first, second, strict=True)]
        self.asked += names
        return torch.tensor([self.pairs[name] if name in self.pairs else 1 - self.pairs[name[::-1]] for name in names])


def test_candidates_stand_by_their_scores():
    ranked = rank(Table({"a": 1.0, "b": 3.0, "c": -2.0}), "p", ["a", "b", "c"])
    assert ranked.order == (1, 0, 2)
    assert [example.response for example in ranked.examples] == ["b", "a", "c"]
    assert ranked.strength.tolist() == [3, 1, -2]
    assert ranked.errors == ()


@given(st.lists(st.sampled_from([0.0, 1.0, 2.0]), min_size=1, max_size=12))
def test_equal_candidates_stay_in_the_order_given(values):
    table = {str(place): value for place, value in enumerate(values)}
    ranked = rank(Table(table), "p", list(table))
    assert list(ranked.order) == sorted(range(len(values)), key=lambda place: -values[place])


def test_preferences_are_asked_in_both_orders_and_counted():
    # a beats b by 0.9, b beats c by 0.8, c beats a by 0.6
    reward, budget = Wins({"ab": 0.9, "bc": 0.8, "ca": 0.6}), Budget()
    ranked = rank(reward, "p", ["c", "a", "b"], budget=budget)
    assert [example.response for example in ranked.examples] == ["a", "b", "c"]
    assert ranked.strength.tolist() == pytest.approx([(0.9 + 0.4) / 2, (0.1 + 0.8) / 2, (0.2 + 0.6) / 2])
    assert sorted(reward.asked) == ["ab", "ac", "ba", "bc", "ca", "cb"]
    assert budget.spent["reward_calls"] == 6


def test_a_cycle_is_a_tie_in_the_order_given():
    ranked = rank(Wins({"ab": 0.7, "bc": 0.7, "ca": 0.7}), "p", ["b", "c", "a"])
    assert ranked.order == (0, 1, 2)
    assert ranked.strength.tolist() == pytest.approx([0.5] * 3)


def test_a_named_or_flipped_reward_is_asked_as_the_reward_itself_is():
    wins, table = Wins({"ab": 0.9}), Table({"a": 1.0, "b": 2.0})
    assert rank(wins.named("wins"), "p", ["a", "b"]).order == (0, 1)
    assert rank(-wins, "p", ["a", "b"]).order == (1, 0)
    budget = Budget()
    ranked = rank((2 * -table).named("table"), "p", ["a", "b"], budget=budget)
    assert (ranked.order, ranked.strength.tolist()) == ((0, 1), [-2, -4])
    assert (budget.spent["reward_calls"], table.asked) == (2, ["a", "b"])


def test_failed_scores_are_an_error_unless_they_are_to_be_dropped():
    reward = Table({"a": 1.0, "c": 2.0})
    with pytest.raises(ScoringError, match=r"1 of 3 scores failed; the first, of example 2: not in the table"):
        rank(reward, "p", ["a", "b", "c"])
    ranked = rank(reward, "p", ["a", "b", "c"], drop_failed=True)
    assert ranked.order == (2, 0)
    assert ranked.errors == ("candidate 2: not in the table",)
    assert best_of_n(reward, "p", ["b", "a"], drop_failed=True).response == "a"
    reward.asked.clear()
    with pytest.raises(ScoringError, match="all 2 scores failed; the first, of candidate 1: not in the table"):
        best_of_n(reward, "p", ["x", "y"], drop_failed=True)
    assert reward.asked == ["x", "y"], "nothing is scored again to find out why"


def test_a_budget_stops_before_anything_is_scored():
    reward, wins = Table({"a": 1.0, "b": 2.0}), Wins({"ab": 0.5})
    with pytest.raises(BudgetExceededError, match="2 more reward_calls would pass the limit of 1"):
        rank(reward, "p", ["a", "b"], budget=Budget(reward_calls=1))
    with pytest.raises(BudgetExceededError):
        rank(wins, "p", ["a", "b"], budget=Budget(reward_calls=1))
    assert reward.asked == wins.asked == []


def test_a_single_candidate_needs_no_rival():
    assert rank(Wins({}), "p", ["a"]).strength.tolist() == [0.5]
    with pytest.raises(ValueError, match="no candidates"):
        rank(Wins({}), "p", [])


def test_the_best_of_candidates_given():
    budget = Budget(reward_calls=5)
    best = best_of_n(Table({"a": 1.0, "b": 3.0, "c": 9.0}), "p", ["a", "b", "c"], n=2, budget=budget)
    assert best.response == "b"
    assert best.budget is budget
    assert dict(budget.spent) == {"reward_calls": 2}


def test_the_best_of_candidates_drawn():
    drawn: list[tuple[object, int]] = []

    def sampler(prompt: object, n: int) -> list[str]:
        drawn.append((prompt, n))
        return ["a", "b", "a", "c"][:n]

    best = best_of_n(Table({"a": 1.0, "b": 3.0, "c": 2.0}), "p", sampler, n=4)
    assert (best.response, best.ranked.order) == ("b", (1, 3, 0, 2))
    assert drawn == [("p", 4)]
    assert dict(best.budget.spent) == {"samples": 4, "reward_calls": 4}
    with pytest.raises(BudgetExceededError):
        best_of_n(Table({}), "p", sampler, n=4, budget=Budget(samples=3))
    assert len(drawn) == 1
    with pytest.raises(ValueError, match="needs n="):
        best_of_n(Table({}), "p", sampler)
    with pytest.raises(ValueError, match="n of at least 1, got 0"):
        best_of_n(Table({}), "p", ["a"], n=0)
