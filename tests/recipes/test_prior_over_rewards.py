"""Segments at a small scale: comparisons teach what states are worth, and importance sums to one."""

import numpy as np
import pytest

from guerdon.recipes import prior_over_rewards as recipe


def test_comparisons_teach_what_states_are_worth():
    outcomes = recipe.run(recipe.Config(pairs=40, states=6, length=4, worlds=1), 100)
    found = outcomes[0].controls
    assert found["no prior"] > 0.5
    assert outcomes[0].method == found["right"]
    assert found["even"] != found["no prior"]


def test_importance_sums_to_one():
    (share,) = recipe.by_state(np.array([1.0, 2.0, 5.0]))([recipe.walked(np.array([0, 2, 2, 1]), 3)])
    assert share.tolist() == pytest.approx([1 / 13, 5 / 13, 5 / 13, 2 / 13])
