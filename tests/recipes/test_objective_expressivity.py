"""Orders of a few policies: what can be expressed is expressed, and the spread of returns is as simulated."""

import numpy as np
import pytest

from guerdon.recipes import objective_expressivity as recipe
from guerdon.testbeds import MDP


def test_each_language_has_its_own_orders():
    outcomes = recipe.run(recipe.Config(worlds=2, policies=30), 100)
    found = outcomes[0].controls
    assert found["Markov by Markov"] == found["Markov by machine"] == found["memory by machine"] == 1
    assert found["memory by outer"] == found["spread by outer"] == found["floor by outer"] == 1
    assert found["memory by Markov"] < 1
    assert found["fit by machine"] > 0.9
    assert len(outcomes) == 3


def test_the_spread_of_returns_is_that_of_walks():
    mdp, rng = MDP.drawn(1, states=4, actions=2, apart=0, discount=0.8), np.random.default_rng(0)
    reward = rng.normal(size=(4, 2))
    walks = mdp.walks(20_000, 60, rng)  # by chance
    returns = (0.8 ** np.arange(60) * reward[walks[:, :, 0], walks[:, :, 1]]).sum(1)
    assert recipe.spread(mdp, np.full((4, 2), 0.5), reward) == pytest.approx(returns.var(), rel=0.05)
