"""Gradients through what a learner settles at: how a reward must change for its learner to do better by another."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.papers import Paper

Update = Callable[[Float[Tensor, "*theta"], Float[Tensor, "*phi"]], Float[Tensor, "*theta"]]
"""The step that a learner with these parameters would take, under these parameters of the reward: 0 where it has settled."""
paper = Paper(
    "gupta2023behavior", "Behavior Alignment via Reward Function Optimization",
    "Gupta, Dhawal and Chandak, Yash and Jordan, Scott M. and Thomas, Philip S. and Castro da Silva, Bruno", 2023,
    arxiv="2310.19007",
)  # fmt: skip


class InverseProduct(ABC):
    """A way to solve H v = a for a negative definite H that is known by its products alone. To add one, subclass."""

    @abstractmethod
    def __call__(self, product: Callable[[Tensor], Tensor], a: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
        """v, nearly; ``product`` gives H v."""


@dataclass(frozen=True)
class Neumann(InverseProduct):
    """v = -eta sum_{k < terms} (I + eta H)^k a, which nears H^-1 a where every |1 + eta lambda| < 1.

    Few terms are a damped answer: directions in which H is nearly 0 count for at most eta * terms.
    """

    terms: int = 10
    step: float = 1.0
    """eta, below 2 / (largest curvature)."""

    def __call__(self, product: Callable[[Tensor], Tensor], a: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
        term = total = a
        for _ in range(self.terms - 1):
            term = term + self.step * product(term)
            total = total + term
        return -self.step * total


@dataclass(frozen=True)
class ConjugateGradient(InverseProduct):
    """Conjugate gradients on (damping I - H) x = a, v = -x: exact after n steps where H is symmetric and there is none."""

    iterations: int = 20
    damping: float = 0.0
    """Added to the curvature, so that directions in which H is not negative do no harm."""

    def __call__(self, product: Callable[[Tensor], Tensor], a: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
        x, rest = torch.zeros_like(a), a.clone()
        along, size = rest.clone(), rest @ rest
        for _ in range(self.iterations):
            if size <= 1e-20 * (a @ a):
                break
            moved = self.damping * along - product(along)
            bend = along @ moved
            if bend <= 0:  # not negative definite along here: what is found so far is as good as it gets
                break
            x, rest = x + size / bend * along, rest - size / bend * moved
            new = rest @ rest
            along, size = rest + new / size * along, new
        return -x


def implicit_grad(
    inner_update: Update,
    outer_loss: Callable[[Float[Tensor, "*theta"], Float[Tensor, "*phi"]], Float[Tensor, ""]],
    theta: Float[Tensor, "*theta"],
    phi: Float[Tensor, "*phi"],
    solver: InverseProduct,
) -> Float[Tensor, "*phi"]:
    """d outer_loss(theta(phi), phi) / d phi, where theta(phi) is what a learner settles at: inner_update(theta, phi) = 0.

    By the implicit function theorem, with A = dL/dtheta, H = dDelta/dtheta, C = dDelta/dphi:

        dL/dphi = partial L / partial phi - A H^-1 C

    H is never formed. It serves for any reward whose weights are judged by something else that can be differentiated: a
    policy's return, the loss of a reward model on trusted data.

    Args:
        inner_update: Delta, twice differentiable.
        outer_loss: what is to become small.
        theta: the learner's parameters, near a fixed point.
        phi: the reward's parameters.
        solver: for v in H^T v = A; H must be negative definite there (an entropy bonus or a penalty makes it so).

    Source: Gupta et al. 2023, "Behavior Alignment via Reward Function Optimization" (arXiv 2310.19007), where products are
    with H; here they are with its transpose, which also serves updates that are no gradient.
    """
    theta, phi = theta.detach().requires_grad_(), phi.detach().requires_grad_()
    outer = outer_loss(theta, phi)
    a, direct = torch.autograd.grad(outer, (theta, phi), allow_unused=True)
    update = inner_update(theta, phi)
    a = torch.zeros_like(theta) if a is None else a

    def product(v: Tensor) -> Tensor:
        (found,) = torch.autograd.grad(update, theta, v.view_as(theta), retain_graph=True)
        return found.flatten()

    v = solver(product, a.flatten()).view_as(theta)
    (through,) = torch.autograd.grad(update, phi, v)
    return -through if direct is None else direct - through
