"""One price of divergence for all prompts: against the budget of each prompt, and what it leaves as it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.audit import tilted, tilted_together


def divergences(policy):
    logs = np.log(policy, out=np.zeros_like(policy), where=policy > 0)
    return (policy * logs).sum(1) + np.log(policy.shape[1])


@given(st.integers(0, 10_000), st.floats(0.05, 1.5), st.floats(0.1, 20))
def test_the_mean_divergence_is_the_budget_and_one_temperature_holds_everywhere(seed, nats, scale):
    scores = scale * np.random.default_rng(seed).normal(size=(5, 12))
    policy = tilted_together(scores, nats)
    assert divergences(policy).mean() == pytest.approx(nats, abs=1e-6)
    logs = np.log(policy)
    slopes = (logs[:, 0] - logs[:, 1]) / (scores[:, 0] - scores[:, 1])
    assert slopes == pytest.approx(slopes[0], rel=1e-4)


def test_prompts_that_differ_more_get_more_of_it():
    narrow, wide = np.linspace(0, 1, 10), np.linspace(0, 5, 10)
    found = divergences(tilted_together(np.stack([narrow, wide]), 0.5))
    assert found[1] > found[0] + 0.3


def test_on_one_prompt_it_is_the_same_as_alone_and_an_offset_of_a_prompt_changes_nothing():
    scores = np.random.default_rng(1).normal(size=(3, 8))
    assert tilted_together(scores[:1], 0.7)[0] == pytest.approx(tilted(scores[0], 0.7), abs=1e-6)
    moved = scores + np.array([[3.0], [-5.0], [0.0]])
    assert tilted_together(moved, 0.7) == pytest.approx(tilted_together(scores, 0.7), abs=1e-6)


def test_budgets_at_the_ends():
    scores = np.array([[0.0, 1.0, 1.0], [2.0, 0.0, 1.0]])
    assert tilted_together(scores, 0.0) == pytest.approx(np.full((2, 3), 1 / 3))
    assert tilted_together(scores, 9.0) == pytest.approx(np.array([[0, 0.5, 0.5], [1, 0, 0]]))
    assert tilted_together(np.ones((2, 3)), 1.0) == pytest.approx(np.full((2, 3), 1 / 3))
    with pytest.raises(ValueError, match="at least 0"):
        tilted_together(scores, -1.0)
