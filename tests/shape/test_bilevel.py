"""Gradients through a fixed point, against ones that can be written down and against differences."""

import numpy as np
import pytest
import torch

import guerdon
from guerdon.shape.bilevel import ConjugateGradient, Neumann, implicit_grad
from guerdon.shape.blend import LearnedBlend
from guerdon.shape.steps import StateValues
from guerdon.types import Transitions

GENERATOR = torch.Generator().manual_seed(0)
ROOT = torch.randn(4, 4, generator=GENERATOR, dtype=torch.float64)
CURVED = ROOT @ ROOT.T / 4 + 0.5 * torch.eye(4, dtype=torch.float64)
MIXED = torch.randn(4, 3, generator=GENERATOR, dtype=torch.float64)
AIM = torch.randn(4, generator=GENERATOR, dtype=torch.float64)


def update(theta, phi):
    """Settles at theta = CURVED^-1 tanh(MIXED phi)."""
    return torch.tanh(MIXED @ phi) - CURVED @ theta


def loss(theta, phi):
    return ((theta - AIM) ** 2).sum() + 0.1 * (phi**2).sum()


def settled(phi):
    return torch.linalg.solve(CURVED, torch.tanh(MIXED @ phi))


@pytest.mark.parametrize("solver", [ConjugateGradient(8), Neumann(400, 0.5)])
def test_it_is_the_gradient_through_the_solution(solver):
    phi = torch.tensor([0.3, -0.2, 0.5], dtype=torch.float64)
    found = implicit_grad(update, loss, settled(phi), phi, solver)
    free = phi.clone().requires_grad_()
    (true,) = torch.autograd.grad(loss(settled(free), free), free)
    assert found.tolist() == pytest.approx(true.tolist(), rel=1e-5)


def test_an_update_that_is_no_gradient_is_transposed():
    skewed = torch.tensor([[-1.0, 0.6], [-0.2, -0.8]], dtype=torch.float64)
    phi = torch.tensor([0.5, 1.5], dtype=torch.float64)
    theta = torch.linalg.solve(skewed, -phi)
    found = implicit_grad(lambda t, p: skewed @ t + p, lambda t, p: t[0], theta, phi, Neumann(300, 0.7))
    assert found.tolist() == pytest.approx((-torch.linalg.inv(skewed))[0].tolist(), rel=1e-6)


def test_a_few_terms_are_damped_and_directions_without_curvature_are_left():
    flat = torch.diag(torch.tensor([-1.0, 0.0], dtype=torch.float64))
    a = torch.tensor([1.0, 1.0], dtype=torch.float64)
    assert Neumann(10, 1.0)(lambda v: flat @ v, a).tolist() == pytest.approx([-1.0, -10.0])
    assert ConjugateGradient(5, damping=0.5)(lambda v: flat @ v, a).tolist() == pytest.approx([-1 / 1.5, -2.0])
    upward = -flat
    assert ConjugateGradient(5)(lambda v: upward @ v, a).tolist() == [0.0, 0.0]


def test_a_blend_is_learned_and_kept(tmp_path):
    blend = LearnedBlend({"goal": StateValues((0.0, 1.0)), "hint": StateValues((0.5, -0.5))})
    never = np.zeros(2, bool)
    batch = Transitions(np.array([0, 0]), np.array([0, 0]), np.array([0, 1]), never, never)
    assert blend.score(batch).values.tolist() == [0.5, 0.5]
    phi = blend.phi.clone().requires_grad_()
    (slope,) = torch.autograd.grad(blend.blended(batch, phi).values[1], phi)
    assert slope.tolist() == [1.0, 1.0, -0.5]
    blend.learn(torch.tensor([0.25, 2.0, -1.0]))
    assert blend.version == 1
    assert blend.score(batch).values.tolist() == [-0.25, 2.75]
    assert blend.score(batch).parts["hint"].tolist() == [-0.5, 0.5]
    blend.save(tmp_path / "blend")
    assert guerdon.load(tmp_path / "blend").score(batch).values.tolist() == [-0.25, 2.75]
    with pytest.raises(ValueError, match="a constant and as many weights"):
        LearnedBlend({"goal": StateValues((0.0,))}, (1.0,))
