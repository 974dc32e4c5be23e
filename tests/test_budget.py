"""A budget counts what is spent and refuses what would pass a limit, before it is spent."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.budget import Budget, BudgetExceededError


def test_without_a_limit_everything_is_counted_and_nothing_refused():
    budget = Budget()
    budget.spend("tokens", 1e12)
    budget.spend("tokens")
    assert budget.spent["tokens"] == 1e12 + 1
    assert budget.left("tokens") == math.inf
    assert budget.left("labels") == math.inf


def test_a_limit_can_be_spent_to_its_last_unit_and_no_further():
    budget = Budget(reward_calls=64)
    budget.spend("reward_calls", 60)
    budget.spend("reward_calls", 4)
    assert budget.left("reward_calls") == 0
    with pytest.raises(
        BudgetExceededError, match=r"^1 more reward_call would pass the limit of 64 reward_calls \(64 spent\)"
    ):
        budget.spend("reward_calls")
    with pytest.raises(
        BudgetExceededError, match=r"^2 more calls would pass the limit of 1 call \(0 spent\); raise it"
    ):
        Budget(calls=1).spend("calls", 2)


def test_what_is_refused_is_not_spent():
    budget = Budget(seconds=1.5)
    budget.spend("seconds", 1.25)
    with pytest.raises(BudgetExceededError):
        budget.spend("seconds", 0.5)
    budget.spend("seconds", 0.25)
    assert budget.spent["seconds"] == 1.5


def test_resources_do_not_limit_each_other():
    budget = Budget(labels=1)
    budget.spend("labels")
    budget.spend("tokens", 10)
    assert (budget.left("labels"), budget.left("tokens")) == (0, math.inf)


@pytest.mark.parametrize("amount", [-1, math.nan])
def test_an_expense_cannot_give_back(amount):
    budget = Budget(tokens=10)
    with pytest.raises(ValueError, match="at least 0"):
        budget.spend("tokens", amount)
    assert budget.left("tokens") == 10


@given(st.integers(0, 100), st.lists(st.integers(0, 40)))
def test_no_sequence_of_expenses_passes_the_limit(limit, amounts):
    budget, accepted = Budget(steps=limit), 0
    for amount in amounts:
        try:
            budget.spend("steps", amount)
            accepted += amount
        except BudgetExceededError:
            assert accepted + amount > limit
    assert budget.spent["steps"] == accepted <= limit
    assert budget.left("steps") == limit - accepted
