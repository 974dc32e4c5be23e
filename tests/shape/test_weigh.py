"""Parts under weights: by hand, and weights found again from what they prefer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.loading import load
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.shape import Measure, Weigh, fit_weights
from guerdon.types import Comparison, Example, Scores


@dataclass(frozen=True)
class Written(Reward[Sequence[Example]]):
    """A part for each number of the response."""

    names: tuple[str, ...] = ("a", "b", "c")

    def score(self, batch: Sequence[Example]) -> Scores:
        table = torch.tensor([list(map(float, each.response.split())) for each in batch])
        return Scores(table.sum(1), std=torch.ones(len(batch)), parts=dict(zip(self.names, table.T, strict=True)))


def pairs(weights: Sequence[float], n: int, seed: int = 0, soft: bool = False) -> Comparisons:
    """Vectors with gaps of scales 1, 10 and 0.1, the preferred one first or with its probability as target."""
    drawn = np.random.default_rng(seed).normal(size=(n, 2, 3)) * [1, 10, 0.1]
    rows = []
    for place, (one, other) in enumerate(drawn):
        first, second = (Example(f"p{place}", " ".join(f"{value:.6f}" for value in each)) for each in (one, other))
        p = 1 / (1 + np.exp(-np.dot(weights, one - other)))
        rows.append(Comparison(first, second, target=float(p if soft else p > 0.5)))
    return Comparisons.of(rows)


def test_weighing_by_hand():
    reward = Written() >> Weigh({"a": 2.0, "c": -1.0})
    scores = reward.score([Example("p", "1 5 3"), Example("p", "0.5 0 0")])
    assert scores.values.tolist() == [-1.0, 1.0]
    assert set(scores.parts) == {"a", "b", "c"}
    assert scores.std is None


def test_exact_probabilities_give_the_weights_back():
    true = (0.5, -0.08, 4.0)
    found = fit_weights(Written(), pairs(true, 400, soft=True), l2=0.0)
    assert list(found.weights.values()) == pytest.approx(true, rel=1e-3)
    assert tuple(found.weights) == ("a", "b", "c")


def test_the_minimum_has_no_slope():
    # the gradient of the documented loss at the weights that were found, by finite differences
    data = list(pairs((1, 0, 0), 60, seed=1))
    found = fit_weights(Written(), Comparisons.of(data), l2=0.05)
    sides = [[getattr(row, side) for row in data] for side in ("chosen", "rejected")]
    one, other = (torch.stack(list(Written().score(side).parts.values()), 1).double() for side in sides)
    spread = torch.cat([one, other]).std(0, correction=0)
    target = torch.tensor([row.target for row in data], dtype=torch.float64)
    v = (torch.tensor(list(found.weights.values()), dtype=torch.float64) * spread).requires_grad_()
    logit = (one - other) / spread @ v
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logit, target) + 0.05 * v.square().sum()
    (slope,) = torch.autograd.grad(loss, v)
    assert slope.abs().max() < 1e-5


def test_which_response_comes_first_changes_nothing():
    data = pairs((1, -0.1, 3), 50)
    turned = Comparisons.of(row.flipped() for row in data)
    one, other = (fit_weights(Written(), each).weights for each in (data, turned))
    assert list(one.values()) == pytest.approx(list(other.values()), rel=1e-5)


def test_some_parts_alone_and_parts_that_say_nothing():
    data = pairs((1, 0, 0), 50)
    assert set(fit_weights(Written(), data, names=["a"]).weights) == {"a"}
    constant = Comparisons.of(Comparison(Example(f"p{n}", f"{n} 7 0"), Example(f"p{n}", "-1 7 0")) for n in range(5))
    assert fit_weights(Written(), constant).weights["b"] == 0


def test_rows_of_weight_zero_count_for_nothing():
    data = list(pairs((1, 0, 0), 40))
    wrong = Comparison(Example("q", "-9 0 0"), Example("q", "9 0 0"), weight=0.0)
    one, other = (fit_weights(Written(), Comparisons.of(rows)).weights for rows in (data, [*data, wrong]))
    assert np.sign(list(one.values())).tolist() == np.sign(list(other.values())).tolist()


def test_a_weighed_reward_is_saved_and_loaded(tmp_path):
    reward = Measure("log_words").named("long") >> Weigh({"long": -0.5})
    reward.save(tmp_path / "saved")
    batch = [Example("p", "one two three"), Example("p", "one")]
    assert load(tmp_path / "saved").score(batch).values.tolist() == reward.score(batch).values.tolist()


def test_what_cannot_be_weighed_is_refused():
    with pytest.raises(ValueError, match="at least one part"):
        Weigh({})
    with pytest.raises(GuerdonError, match=r"the part 'd'; the reward's parts: \['a', 'b', 'c'\]"):
        (Written() >> Weigh({"d": 1.0})).score([Example("p", "1 2 3")])
    with pytest.raises(GuerdonError, match="this reward has none: use an AttributeHead"):
        fit_weights(Measure("log_words"), pairs((1, 0, 0), 3))
    with pytest.raises(GuerdonError, match="no comparisons"):
        fit_weights(Written(), pairs((1, 0, 0), 3)[:0])
