"""Signed geometric means and shapes of distances, by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.shape.joint import Joint
from guerdon.shape.kinesthetic import DistanceShape, SignedGeometricMean
from guerdon.shape.steps import PotentialShaping, StateValues
from guerdon.types import Transitions

sizes = st.floats(-1, 1)


def test_all_must_agree():
    values = torch.tensor([[0.25, -0.25, -0.25, 0.0], [1.0, 1.0, -1.0, 1.0]])
    assert SignedGeometricMean()(values).tolist() == pytest.approx([0.5, -0.5, -0.5, 1e-3])
    # the second has no say in the sign
    assert SignedGeometricMean((1,))(values[:, :2]).tolist() == pytest.approx([0.5, -0.5])
    with pytest.raises(ValueError, match="rescale them first"):
        SignedGeometricMean()(torch.tensor([[2.0], [1.0]]))
    with pytest.raises(ValueError, match="unsigned"):
        SignedGeometricMean((0,))(torch.tensor([[-0.5], [1.0]]))


@given(st.lists(sizes, min_size=2, max_size=4))
def test_it_is_good_just_where_all_are_and_never_above_the_best(values):
    (found,) = SignedGeometricMean()(torch.tensor([[value] for value in values], dtype=torch.float64)).tolist()
    assert (found > 0) == all(value >= 0 for value in values)
    assert abs(found) <= max(max(map(abs, values)), 1e-6) + 1e-9


def test_the_slope_is_finite_at_zero():
    values = torch.tensor([[0.0], [0.5]], requires_grad=True)
    SignedGeometricMean()(values).sum().backward()
    assert values.grad is not None
    assert values.grad.isfinite().all()


def test_distances_by_hand():
    shape = DistanceShape(2.0)
    assert shape(np.array([0.0, 4.0])) == pytest.approx([1, np.exp(-1)])
    assert DistanceShape(2.0, dispersion=2.0)(np.array([4.0])) == pytest.approx(np.exp(-0.5))
    assert DistanceShape(2.0, density=2.0)(np.array([4.0])) == pytest.approx(np.exp(-0.5))
    far = 2 * np.exp(-1) - 1
    assert DistanceShape(2.0, density=2.0).signed(np.array([0.0, 4.0])) == pytest.approx([1, -np.sqrt(-far)])


def test_rewards_of_steps_that_count_together_are_a_potential():
    both = Joint({"near": StateValues((0.25, 1.0)), "line": StateValues((1.0, -1.0))}, SignedGeometricMean((0,)))
    never = np.zeros(1, bool)
    step = Transitions(np.array([0]), np.array([0]), np.array([1]), never, never)
    scores = PotentialShaping(both, 0.9).score(step)
    assert scores.values.tolist() == pytest.approx([-0.9 - 0.5])
    assert scores.parts["line"].tolist() == pytest.approx([-0.9 - 1.0])
