"""Coordinates in which the loss of a head is nearly round, so that a second-order method needs few steps."""

from collections.abc import Iterable

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.linalg import solve_triangular as solve

SAMPLE = 4096
"""Rows that the covariance is measured on; it guides the steps and does not decide where they end."""


def covariance(features: Float[Tensor, "n width"]) -> Float[Tensor, "width width"]:
    """The second moments of centred features, measured on rows spread evenly over all."""
    rows = features[:: -(-len(features) // SAMPLE)]
    return rows.T @ rows / len(rows)


class Preconditioned:
    """Weights in other coordinates: those that multiply features of covariance C as z = w A, A A' = C + 2 * l2 * I.

    The loss bends along w about as that sum does (up to the curvature of the objective itself), so along z it bends
    about alike in every direction. Weights of other shapes stay as they are.
    """

    def __init__(self, weights: Iterable[nn.Parameter], moments: Float[Tensor, "width width"], l2: float) -> None:
        self.weights = list(weights)
        self.root = torch.linalg.cholesky(moments + max(2 * l2, 1e-4) * torch.eye(len(moments)).to(moments))
        self.coordinates = [w.detach() @ self.root if self.reads(w) else w.detach().clone() for w in self.weights]

    def reads(self, weight: Tensor) -> bool:
        """Whether a weight multiplies the features."""
        return weight.ndim == 2 and weight.shape[1] == len(self.root)

    @torch.no_grad()
    def write(self) -> None:
        """Puts the coordinates into the weights, w = z A^-1."""
        for weight, inner in zip(self.weights, self.coordinates, strict=True):
            weight.copy_(solve(self.root, inner, upper=False, left=False) if self.reads(weight) else inner)

    @torch.no_grad()
    def differentiate(self) -> None:
        """Carries the gradients of the weights over to the coordinates, dz = dw A'^-1."""
        for weight, inner in zip(self.weights, self.coordinates, strict=True):
            slope = torch.zeros_like(weight) if weight.grad is None else weight.grad
            slope = solve(self.root.T, slope, upper=True, left=False) if self.reads(weight) else slope.clone()
            inner.grad = slope.contiguous()
