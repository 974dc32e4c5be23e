"""Implied densities by hand, and back and forth for any density and power."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.audit import choice_density, implied_density, relative_entropy
from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Written(Reward[Sequence[Example]]):
    """r = the number that the response begins with."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([float(each.response.split()[0]) for each in batch], dtype=torch.float64))


def support(*responses: str) -> list[Example]:
    return [Example("p", each) for each in responses]


def test_softmax_by_hand():
    found = implied_density(Written(), support("0", "1", "1"))
    e = np.e
    assert found == pytest.approx(np.array([1, e, e]) / (1 + 2 * e))
    assert implied_density(Written(), support("7")) == pytest.approx([1.0])


def test_a_constant_power_is_a_temperature():
    found = implied_density(Written(), support("0", "1"), power=lambda text: 0.5)
    assert found == pytest.approx(np.array([1, np.e**2]) / (1 + np.e**2))


def test_a_power_that_depends_on_the_text():
    # p = (1/2, 1/4, 1/4) judged by 1, 1/2 and 1/2: utilities log 1/2, log 1/2, log 1/2, whatever is added to all
    found = implied_density(Written(), support("3", "3 x", "3 y"), power=lambda text: 1 / len(text.split()))
    assert found == pytest.approx([0.5, 0.25, 0.25])


logps = st.lists(st.tuples(st.floats(-8, 0), st.floats(0.1, 3)), min_size=1, max_size=8)


@given(logps, st.floats(-50, 50))
def test_any_density_comes_back(rows, constant):
    logp, power = np.array(rows).T
    p = np.exp(logp) / np.exp(logp).sum()
    assert choice_density(power * np.log(p) + constant, power) == pytest.approx(p, rel=1e-5)


def test_relative_entropy_by_hand():
    p, q = np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.5, 0.25])
    assert relative_entropy(p, q) == pytest.approx(0.5 * np.log(2))
    assert relative_entropy(q, p) == np.inf
    assert relative_entropy(p, p) == 0


def test_what_is_no_density_is_refused():
    with pytest.raises(ValueError, match=r"q sums to 0\.5, expected a density"):
        relative_entropy(np.array([1.0]), np.array([0.5]))
    with pytest.raises(GuerdonError, match="the support of one"):
        implied_density(Written(), [Example("p", "1"), Example("q", "1")])
    with pytest.raises(GuerdonError, match="the support of one"):
        implied_density(Written(), [])
    with pytest.raises(GuerdonError, match="is 0, expected above 0"):
        implied_density(Written(), support("1"), power=lambda text: 0.0)
