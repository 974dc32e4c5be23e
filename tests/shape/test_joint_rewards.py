"""Rewards of different things as one: by hand, and what is kept of each."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon import load
from guerdon.shape import Conjunction, Declared, Joint, LogSigmoid, Measure, Product, Routed, Worst
from guerdon.types import Example

A, B = Example("p", "a"), Example("p", "b")


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (Product(), [6.0, 0.0]),  # (-1)(-1) would be 1
        (Worst(), [2.0, -1.0]),
        (Conjunction(), [-math.log1p(math.exp(-2)) - math.log1p(math.exp(-3)), -2 * math.log1p(math.exp(1))]),
    ],
)
def test_each_combination_by_hand(told, how, expected):
    first, second = told({"a": 2.0, "b": -1.0}), told({"a": 3.0, "b": -1.0})
    scores = Joint({"first": first, "second": second}, how).score([A, B])
    assert scores.values.tolist() == pytest.approx(expected, rel=1e-5)
    assert {name: part.tolist() for name, part in scores.parts.items()} == {"first": [2, -1], "second": [3, -1]}


@given(st.lists(st.floats(-20, 20), min_size=2, max_size=4))
def test_a_conjunction_is_at_most_its_least_term_and_is_the_sum_of_log_sigmoids(drawn):
    values = torch.tensor(drawn, dtype=torch.float64)[:, None]
    joint = Conjunction()(values)
    terms = LogSigmoid().mapped(values[:, 0])
    assert joint.item() == pytest.approx(terms.sum().item())
    assert joint <= terms.min() + 1e-9


def test_failures_and_parts_of_the_members_are_kept(told):
    first = told({"a": 2.0, "b": 1.0}).named("own")
    scores = Joint({"first": first, "second": told({"a": 3.0}).named("own")}, Product()).score([A, B])
    assert scores.values[0] == 6
    assert math.isnan(scores.values[1])
    assert scores.errors == (None, "nothing told of b")
    assert set(scores.parts) == {"first", "second", "own"}
    assert scores.parts["own"][0] == 5
    with pytest.raises(ValueError, match="at least 2 members, got 1"):
        Joint({"first": first}, Product())


def test_gradients_flow_to_every_member():
    values = torch.tensor([[2.0], [3.0]], requires_grad=True)
    assert torch.autograd.grad(Product()(values).sum(), values)[0].tolist() == [[3.0], [2.0]]


def test_a_declared_kind_says_which_reward_is_asked(told):
    by_kind = Routed(
        Declared("kind", ("open", "constrained")), {"open": told({"a": 1.0}), "constrained": told({"a": 5.0})}, "kind"
    )
    batch = [Example("p", "a", {"kind": kind}) for kind in ("constrained", "open", "other")] + [A]
    scores = by_kind.score(batch)
    assert scores.values[:2].tolist() == [5.0, 1.0]
    assert scores.failed == (2, 3)
    assert "declares kind='other', expected open or constrained" in scores.errors[2]
    assert "declares kind=None" in scores.errors[3]
    assert len(by_kind.score([])) == 0


def test_it_is_saved(tmp_path):
    joint = Joint({"long": Measure("log_words"), "bold": Measure("bold")}, Product())
    by_kind = Routed(Declared("kind", ("x", "y")), {"x": joint, "y": Measure("bold")}, "kind")
    by_kind.save(tmp_path / "joint")
    batch = [Example("p", "**one** two", {"kind": kind}) for kind in "xy"]
    assert load(tmp_path / "joint").score(batch).values.equal(by_kind.score(batch).values)
