"""Steps that are good for several objectives at once."""

import numpy as np
from jaxtyping import Float, Int

NEAR = 1e-12
"""What counts as nothing, in shares of the largest squared length or of all weight."""


def min_norm_weights(gram: Float[np.ndarray, "m m"]) -> Float[np.ndarray, "m"]:
    """The weights of the shortest mixture of m vectors, from their inner products alone.

        argmin |sum_i w_i g_i|^2  over  w >= 0, sum_i w_i = 1

    With g the gradients of m losses, a step against the mixture lowers every loss that has a weight equally fast and all
    others at least so fast; where no step lowers all, it is zero. Fully corrective Frank-Wolfe steps: the vector that
    points most against the mixture joins, and the best weights of those that have any are found anew, so that it ends
    at the minimum after finitely many.

    Args:
        gram: g_i . g_j, symmetric and positive semi-definite. Vectors of length 1 count by their direction alone.

    Raises:
        ValueError: the matrix is not symmetric or has no rows, or a value is not finite.

    Sources: Wolfe 1976, "Finding the nearest point in a polytope"; Désidéri 2012, "Multiple-gradient descent algorithm
    (MGDA) for multiobjective optimization", for what it means of gradients.
    """
    if not len(gram) or not np.isfinite(gram).all() or not np.allclose(gram, gram.T):
        raise ValueError("the inner products must be finite, symmetric, and of at least one vector")
    gram = gram / (np.diag(gram).max() or 1.0)
    weights = np.eye(len(gram))[np.diag(gram).argmin()]
    for _ in range(10 * len(gram) ** 2):  # a bound against rounding; a few rounds suffice
        slope = gram @ weights
        joins = int(slope.argmin())
        if weights @ slope - slope[joins] <= NEAR or weights[joins] > 0:
            break
        weights = corrected(gram, weights, joins)
    return weights


def corrected(gram: Float[np.ndarray, "m m"], weights: Float[np.ndarray, "m"], joins: int) -> Float[np.ndarray, "m"]:
    """The best weights of the vectors that have any and of one more, some of which end with none."""
    inside = np.append(np.flatnonzero(weights), joins)
    while True:
        free = unbounded(gram, inside)
        held = weights[inside]
        if (free > NEAR).all():
            break
        # as far towards the free minimum as no weight falls below zero; who gets there first leaves
        falls = free <= NEAR
        step = (held[falls] / (held[falls] - free[falls] + 1e-300)).min()
        moved = held + min(step, 1.0) * (free - held)
        stays = moved > NEAR
        stays[np.flatnonzero(falls)[moved[falls].argmin()]] = False
        weights = np.zeros(len(gram))
        weights[inside[stays]] = moved[stays]
        inside = inside[stays]
    found = np.zeros(len(gram))
    found[inside] = free / free.sum()
    return found


def unbounded(gram: Float[np.ndarray, "m m"], inside: Int[np.ndarray, "k"]) -> Float[np.ndarray, "k"]:
    """The weights of sum 1, of either sign, that make the mixture of some vectors shortest."""
    k = len(inside)
    system = np.ones((k + 1, k + 1))
    system[:k, :k] = gram[np.ix_(inside, inside)]
    system[k, k] = 0.0
    return np.linalg.lstsq(system, np.eye(k + 1)[k], rcond=None)[0][:k]
