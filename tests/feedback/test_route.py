"""Routing: the regressions against refits, mixtures, and routes where the truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.budget import Budget, BudgetExceededError
from guerdon.errors import GuerdonError
from guerdon.feedback import TRAITS, QuadraticPerformance, Traits, mixed, mixture, route, traits
from guerdon.feedback.performance import PENALTIES, Ridge
from guerdon.records import Comparisons
from guerdon.testbeds import Errands
from guerdon.types import Comparison, Example


def pool(pairs=300, features=4, seed=0):
    values = np.random.default_rng(seed).random((pairs, features)) < 0.5
    return Traits(tuple(f"feature {place}" for place in range(features)), values)


def worth(traits, each):
    """The outcome of a mixture: each human label is worth what its features say."""
    gains = (traits.values @ np.array(each)) - 0.2
    return lambda mask: float(0.5 + (gains * mask).sum() / len(mask))


def test_leaving_one_out_is_what_refits_without_it_give():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(30, 5)) * [1, 10, 0.1, 1, 1]
    y = x @ [1.0, 0.1, 0.0, -1.0, 0.0] + rng.normal(size=30)
    scale = x.std(0)

    def refit(penalty):
        errors = []
        for out in range(30):
            kept = np.arange(30) != out
            z, mean = x[kept] / scale, (x[kept] / scale).mean(0)
            slopes = np.linalg.solve(
                (z - mean).T @ (z - mean) + 30 * penalty * np.eye(5), (z - mean).T @ (y[kept] - y[kept].mean())
            )
            errors.append(y[out] - y[kept].mean() - (x[out] / scale - mean) @ slopes)
        return np.mean(np.square(errors))

    fit = Ridge.fitted(x, y)
    assert fit.error == pytest.approx(min(refit(penalty) for penalty in PENALTIES), rel=1e-9)
    assert fit(x) == pytest.approx(y, abs=4)


def test_ridge_takes_columns_that_do_not_vary():
    fit = Ridge.fitted(np.ones((12, 3)), np.arange(12.0))
    assert fit(np.ones((2, 3))) == pytest.approx([5.5, 5.5])


@given(st.integers(0, 40), st.integers(0, 999))
def test_a_mixture_has_so_many_human_labels(labels, seed):
    assert mixture(pool(40), labels, np.random.default_rng(seed)).sum() == labels


def test_a_mixture_is_filled_feature_by_feature():
    values = np.zeros((100, 2), dtype=bool)
    values[:30, 0], values[50:80, 1] = True, True
    found = mixture(Traits(("a", "b"), values), 30, np.random.default_rng(2))
    assert found[:30].all() or found[50:80].all()


def test_the_feature_that_decides_is_found_and_routed_by():
    known = pool()
    router = route(known, worth(known, [0.5, 0, -0.5, 0]), mixes=80)
    assert router.error < 0.1 * router.spread
    gains = router.gains(known)
    both = known.values[:, 0] & ~known.values[:, 2]
    assert gains == pytest.approx(known.values @ [0.5, 0, -0.5, 0] - 0.2, abs=0.1)
    mask = router.best(known, 20)
    assert mask.sum() == 20
    assert both[mask].all()
    assert router.best(known, 10_000).sum() == (gains > 0).sum()
    drawn = router.best_of(known, 20, draws=50)
    assert drawn.sum() == 20
    assert worth(known, [0.5, 0, -0.5, 0])(drawn) < worth(known, [0.5, 0, -0.5, 0])(mask)
    assert (router.best(known, 20, seed=0) == mask).all()
    assert (router.best(known, 20, seed=1) != mask).any()


def test_a_quadratic_model_sees_that_labels_lose_worth():
    known = pool(200, 2, seed=3)

    def evaluate(mask):
        share = (known.values[:, 0] & mask).mean()
        return float(share * (0.4 - share))

    linear = route(known, evaluate, mixes=60, seed=1)
    curved = route(known, evaluate, mixes=60, performance=QuadraticPerformance(), seed=1)
    assert curved.error < 0.2 * linear.error


def test_labels_are_paid_for():
    known = pool(50)
    router = route(known, worth(known, [1, 0, 0, 0]), mixes=20)
    budget = Budget(labels=12)
    assert router.best(known, 10, budget=budget).sum() == 10
    assert budget.left("labels") == 2
    with pytest.raises(BudgetExceededError):
        router.best_of(known, 10, draws=5, budget=budget)


def test_what_cannot_be_routed_is_refused():
    known = pool(20)
    with pytest.raises(GuerdonError, match="at least 10"):
        route(known, lambda mask: 0.0, mixes=5)
    with pytest.raises(GuerdonError, match="10 of 10 mixtures have no outcome"):
        route(known, lambda mask: float("nan"), mixes=10)
    router = route(known, lambda mask: float(mask.mean()), mixes=10)
    with pytest.raises(GuerdonError, match="other features"):
        router.gains(pool(20, 3))


def pair(name, chosen, rejected, **fields):
    return Comparison(Example(name, chosen), Example(name, rejected), **fields)


def test_labels_are_mixed_by_the_mask():
    human = Comparisons.of([pair("a", "x", "y"), pair("b", "x", "y")])
    model = Comparisons.of([row.flipped() for row in human])
    model = Comparisons.of(
        pair(row.prompt, row.chosen.response, row.rejected.response, provenance="model") for row in model
    )
    found = mixed(human, model, np.array([True, False]))
    assert [(row.chosen.response, row.provenance) for row in found] == [("x", "human"), ("y", "model")]
    with pytest.raises(GuerdonError, match="the same pairs"):
        mixed(human, model[:1], np.array([True]))


def test_traits_do_not_tell_which_response_stands_first():
    rows = Errands(seed=100).comparisons(30)
    turned = Comparisons.of(row.flipped() for row in rows)
    one, other = traits(rows), traits(turned)
    assert one.names == other.names
    assert (one.values == other.values).all()


def test_thirds_are_of_the_pool_by_rank():
    rows = Comparisons.of(pair(" ".join(["word"] * n), "a", "b") for n in range(1, 10))
    found = traits(rows, ("prompt words",))
    assert found.names == ("prompt words: low", "prompt words: middle", "prompt words: high")
    assert found.values.astype(int).argmax(1).tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert not traits(rows, ("shorter",)).names  # all alike: no feature


def test_traits_by_hand():
    row = pair("one two", "a b c", "b c d e one")
    said = {name: TRAITS[name](row) for name in ("prompt words", "shorter", "longer", "alike", "on prompt")}
    assert said == {"prompt words": 2, "shorter": 3, "longer": 5, "alike": 2 / 6, "on prompt": 0.5}
