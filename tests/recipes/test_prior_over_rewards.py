"""Segments and walks at a small scale: comparisons teach what states are worth, walks what follows; importance sums to one."""

import numpy as np
import pytest

from guerdon.recipes import prior_over_rewards as recipe
from guerdon.testbeds.numbered import walked


@pytest.fixture(scope="module")
def outcomes():
    return recipe.run(recipe.Config(pairs=30, states=6, length=4, worlds=1, walks=120), 100)


def test_comparisons_teach_what_states_are_worth(outcomes):
    found = outcomes[0].controls
    assert found["no prior"] > 0.5
    assert outcomes[0].method == found["right"]
    assert found["even"] != found["no prior"]


def test_a_world_model_learns_what_follows_and_arms_differ_by_where_it_looks(outcomes):
    even, none = outcomes[2:]
    found = even.controls
    assert (even.method, even.baseline) == (found["attention"], found["even"])
    assert (none.method, none.baseline) == (found["attention"], found["no prior"])
    arms = ["no prior", "attention", "attention, untrained", "attention, permuted", "even", "true"]
    assert len({found[arm] for arm in arms}) == len(arms)
    assert found["rooms foretold"] > 0.8


def test_importance_sums_to_one():
    (share,) = recipe.by_state(np.array([1.0, 2.0, 5.0]))([walked(np.array([0, 2, 2, 1]), 3)])
    assert share.tolist() == pytest.approx([1 / 13, 5 / 13, 5 / 13, 2 / 13])
