"""Labels of steps by what a policy makes of them, against chances that can be computed."""

import numpy as np
import pytest

from guerdon.budget import Budget, BudgetExceededError
from guerdon.feedback import rollout_labels
from guerdon.testbeds import Chains
from guerdon.types import Example


def scripted(begun: Example, n: int) -> list[str]:
    """Continuations of "ab": c once in n, else d; of "a": nothing right."""
    return ["c", *["d"] * (n - 1)] if begun.response == "ab" else ["x"] * n


def verify(example: Example) -> bool:
    return example.response == "abc"


def test_hard_and_soft_labels_by_hand():
    budget = Budget()
    (right, wrong) = rollout_labels(
        [Example("p", "abc"), Example("p", "abd")], [[1, 2, 3], [2, 3]], scripted, verify, n=4, budget=budget
    )
    assert right.spans == ((1, 0.0), (2, 1.0), (3, 1.0))
    assert wrong.spans == ((2, 1.0), (3, 0.0))
    assert (right.values, wrong.values) == ({"correct": 1.0}, {"correct": 0.0})
    assert right.provenance == "model"
    assert budget.spent == {"rollouts": 12}  # none from the last units
    (soft,) = rollout_labels([Example("p", "abc")], [[1, 2, 3]], scripted, verify, n=4, soft=True)
    assert soft.spans == ((1, 0.0), (2, 0.25), (3, 1.0))


def test_limits_and_empty_responses():
    with pytest.raises(BudgetExceededError):
        rollout_labels([Example("p", "abc")], [[1, 2, 3]], scripted, verify, n=4, budget=Budget(rollouts=7))
    with pytest.raises(ValueError, match="at least 1 continuation a unit"):
        rollout_labels([Example("p", "abc")], [[3]], scripted, verify, n=0)
    assert len(rollout_labels([Example("p", "")], [[]], scripted, verify)) == 0


def test_soft_labels_of_a_chain_are_its_chance_of_success():
    world = Chains(sums=2, slip=0.2)
    rng = np.random.default_rng(0)
    # 4 + 3 = 2 (right, mod 5), then 2 + 4 wraps: right with probability 0.8; after a wrong 1, 1 + 4 = 0 must slip up
    begun = {"4 + 3 = 2": 0.8, "4 + 3 = 1": 0.1}
    for text, chance in begun.items():
        example = Example("4 + 3 + 4", text + " so " + text.split()[-1] + " + 4 = 1")
        (row,) = rollout_labels(
            [example], [[len(text), len(example.response)]], lambda e, n: [world.complete(e, rng) for _ in range(n)],
            world.correct, n=3000, soft=True,
        )  # fmt: skip
        assert row.spans[0][1] == pytest.approx(chance, abs=0.03)
