"""How far each part of a reward may rise before the evaluation falls."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy.optimize import minimize

from guerdon.errors import GuerdonError
from guerdon.papers import Paper

paper = Paper(
    "moskovitz2024confronting", "Confronting Reward Model Overoptimization with Constrained RLHF",
    "Moskovitz, Ted and Singh, Aaditya K. and Strouse, DJ and others", 2024, arxiv="2310.04373",
)  # fmt: skip


@dataclass(frozen=True)
class ProxyPoint:
    """The mean of each part at which a smooth surface through what was logged is highest."""

    targets: Mapping[str, float]
    """By the name of the part, within what was logged."""
    evaluation: float
    """What the surface says there."""
    explained: float
    """The share of the evaluation's variance that the surface explains: near 0 the point means nothing."""
    inside: bool
    """Whether the surface turns there; at the edge of what was logged, more may be better still."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def proxy_point(log: Sequence[Mapping[str, float]], evaluation: Sequence[float]) -> ProxyPoint:
    """Fits evaluation ~ a quadratic of all parts together, by least squares, and finds its highest point.

    Parts that move together move each other's points, so that they are found at once and not one by one. Give it what
    was logged while policies were trained on each part alone and on sums; what no run has reached is not looked at.
    The evaluation of a data set is used up by it: measure with another.

    Args:
        log: the mean of each part, at each checkpoint of some trainings.
        evaluation: of the same checkpoints.

    Raises:
        GuerdonError: there are fewer checkpoints than coefficients, or they differ in their parts.

    Source: Moskovitz et al. 2024 (arXiv 2310.04373), section 4, with a quadratic for its kernel fit.
    """
    names = sorted(log[0]) if log else []
    count = 1 + len(names) + len(names) * (len(names) + 1) // 2
    if not names or len(log) != len(evaluation) or len(log) < count or any(sorted(row) != names for row in log):
        raise GuerdonError(
            f"a surface over {len(names)} parts needs {count} checkpoints with all of them, and their evaluations; "
            f"got {len(log)} and {len(evaluation)}"
        )
    table, said = np.array([[row[name] for name in names] for row in log]), np.array(evaluation, dtype=float)
    centre, spread = table.mean(0), np.where(table.std(0) > 0, table.std(0), 1.0)
    scaled = (table - centre) / spread
    weights = np.linalg.lstsq(terms(scaled), said, rcond=None)[0]
    bounds = list(zip(scaled.min(0), scaled.max(0), strict=True))
    start = scaled[(terms(scaled) @ weights).argmax()]
    found = minimize(lambda x: -float((terms(x[None]) @ weights)[0]), start, bounds=bounds, method="L-BFGS-B")
    left = said - terms(scaled) @ weights
    edge = [min(x - low, high - x) < 1e-6 * (high - low) for x, (low, high) in zip(found.x, bounds, strict=True)]
    return ProxyPoint(
        dict(zip(names, (found.x * spread + centre).tolist(), strict=True)), -float(found.fun),
        1 - float(left.var() / said.var()) if said.var() else float("nan"), not any(edge),
    )  # fmt: skip


def terms(x: Float[np.ndarray, "n parts"]) -> Float[np.ndarray, "n terms"]:
    """1, each part, and each product of two."""
    rows, columns = np.triu_indices(x.shape[1])
    return np.concatenate([np.ones((len(x), 1)), x, x[:, rows] * x[:, columns]], axis=1)
