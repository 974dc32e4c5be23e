"""Mixtures of annotators: one step of expectation-maximisation by hand, kinds found, and what is refused."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import fit_mixture
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example, Scores


@dataclass(frozen=True)
class Odds(Reward[Sequence[Example]]):
    """r(b) = 0, r(a) = the log odds."""

    logit: float

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([self.logit if each.response == "a" else 0.0 for each in batch]))


def counting(rows: Comparisons, seed: int) -> Odds:
    """The most likely odds of a over b, with one choice of each besides."""
    wins, losses = 1.0, 1.0
    for row in rows:
        wins, losses = wins + row.weight * row.target, losses + row.weight * (1 - row.target)
    return Odds(float(np.log(wins / losses)))


def said(name: str, wins: int, of: int) -> Comparison:
    return Comparison(Example("p", "a"), Example("p", "b"), target=wins / of, weight=float(of), annotator=name)


def test_two_kinds_are_told_apart():
    rows = [said(f"likes a {n}", 18, 20) for n in range(6)] + [said(f"likes b {n}", 3, 20) for n in range(3)]
    found = fit_mixture(counting, Comparisons.of(rows), 2, rounds=20)
    first = int(np.argmax([reward.logit for reward in found.rewards]))
    assert found.shares[first] == pytest.approx(6 / 9, abs=0.01)
    assert all(belief[first] > 0.99 for name, belief in found.members.items() if name.startswith("likes a"))
    assert found.rewards[first].logit == pytest.approx(np.log((108 + 1) / (12 + 1)), abs=0.02)
    assert found.rewards[1 - first].logit == pytest.approx(np.log((9 + 1) / (51 + 1)), abs=0.05)


def test_one_step_by_hand():
    rows = [said("u", 2, 2), said("v", 0, 2)]
    found = fit_mixture(counting, Comparisons.of(rows), 2, rounds=1, starts=1)
    # whoever starts in whichever kind, that kind's odds are 3 to 1 his way: likelihoods (3/4)^2 and (1/4)^2
    own = 9 / (9 + 1)
    assert sorted(found.members["u"]) == pytest.approx([1 - own, own])
    assert found.members["u"] == pytest.approx(found.members["v"][::-1])
    assert found.log_likelihood == pytest.approx(2 * np.log(0.5 * 9 / 16 + 0.5 * 1 / 16))


def test_one_kind_is_one_reward():
    rows = Comparisons.of([said("u", 3, 4), said("v", 1, 4)])
    found = fit_mixture(counting, rows, 1)
    assert found.rewards == (counting(rows, 0),)
    assert found.members["u"].tolist() == [1.0]


def test_more_kinds_than_there_are_do_not_make_it_less_likely():
    rows = Comparisons.of([said(f"u{n}", wins, 10) for n, wins in enumerate([9, 9, 1, 2, 5])])
    one, two, three = (fit_mixture(counting, rows, kinds, rounds=20, starts=4).log_likelihood for kinds in (1, 2, 3))
    assert one < two
    assert two < three + 0.5


def test_what_no_mixture_can_learn_from_is_refused():
    nameless = Comparisons.of([said("u", 1, 1), Comparison(Example("q", "a"), Example("q", "b"))])
    with pytest.raises(GuerdonError, match="1 of 2 comparisons do not say who made them"):
        fit_mixture(counting, nameless, 2)
    with pytest.raises(GuerdonError, match="1 annotators cannot be of 2 kinds"):
        fit_mixture(counting, Comparisons.of([said("u", 1, 1)]), 2)
