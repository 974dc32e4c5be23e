"""How far apart comparisons leave the responses that nobody compared: a free diagnostic of how data is wired."""

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy.sparse.csgraph import connected_components

from guerdon.papers import Paper

paper = Paper(
    "qiu2024reward", "Reward Generalization in RLHF: A Topological Perspective",
    "Qiu, Tianyi and Zeng, Fanzhi and Ji, Jiaming and others", 2024, arxiv="2402.10184",
)  # fmt: skip


def resistances(
    similarity: Float[np.ndarray, "m m"], pairs: Int[np.ndarray, "n 2"], precision: float = 1.0
) -> Float[np.ndarray, "m m"]:
    """The variance of r(a) - r(b), given the comparisons, between every two responses.

    A Gaussian stand-in for the network of responses: alike ones are tied by an edge whose variance is 1 / similarity,
    compared ones by an edge of variance 1 / precision for each comparison. Variances add in series and precisions in
    parallel, so that what is left between two nodes is the effective resistance between them,

        d(a, b) = L+[a, a] + L+[b, b] - 2 L+[a, b],

    with L+ the pseudo-inverse of the Laplacian. Which side won does not matter. Infinite where nothing connects two.

    Args:
        similarity: how strongly the reward of one response speaks for that of another, symmetric, at least 0; the
            diagonal is not read.
        pairs: which two responses each comparison compares.
        precision: of a comparison; for Bradley-Terry labels at a small gap the Fisher information, 1/4.

    Raises:
        ValueError: the similarity is not symmetric or is negative somewhere, or a pair names no response.

    Source: the inference distance of Qiu et al. 2024 (arXiv 2402.10184), with Gaussian instead of logistic edges.
    """
    if not np.allclose(similarity, similarity.T) or (similarity < 0).any():
        raise ValueError("the similarity must be symmetric and nowhere below 0")
    m = len(similarity)
    if len(pairs) and (pairs.min() < 0 or pairs.max() >= m):
        raise ValueError(f"comparisons are of responses {pairs.min()} to {pairs.max()}, and there are {m}")
    weight = similarity - np.diag(np.diag(similarity))
    for one, other in ((0, 1), (1, 0)):
        np.add.at(weight, (pairs[:, one], pairs[:, other]), precision)
    np.fill_diagonal(weight, 0.0)
    laplacian = np.diag(weight.sum(1)) - weight
    inverse = np.linalg.pinv(laplacian, hermitian=True)
    own = np.diag(inverse)
    distance = own[:, None] + own[None, :] - 2 * inverse
    return np.where(reachable(weight), np.maximum(distance, 0.0), np.inf)


def mean_resistance(
    similarity: Float[np.ndarray, "m m"],
    pairs: Int[np.ndarray, "n 2"],
    precision: float = 1.0,
    among: Int[np.ndarray, "k"] | None = None,
) -> float:
    """The mean of ``resistances`` over pairs of some responses, all when None: lower where the data says more of them."""
    chosen = np.arange(len(similarity)) if among is None else among
    first, second = np.triu_indices(len(chosen), k=1)
    return float(resistances(similarity, pairs, precision)[chosen[first], chosen[second]].mean())


def reachable(weight: Float[np.ndarray, "m m"]) -> Bool[np.ndarray, "m m"]:
    """Which responses some path of edges connects."""
    _, part = connected_components(weight > 0, directed=False)
    return part[:, None] == part[None, :]
