"""Whether the truth rises with the reward that a policy is trained on, checkpoint by checkpoint."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from scipy.stats import spearmanr

from guerdon.audit.drawing import ACCENT, SECOND
from guerdon.errors import GuerdonError
from guerdon.papers import Paper

LEAST = 4
"""Checkpoints below which no order is told from chance."""
paper = Paper(
    "kim2024rethinking", "Rethinking the Role of Proxy Rewards in Language Model Alignment",
    "Kim, Sungdong and Seo, Minjoon", 2024, arxiv="2402.03469",
)  # fmt: skip


@dataclass(frozen=True)
class Monotone:
    """Proxy and truth along one training."""

    proxy: tuple[float, ...]
    gold: tuple[float, ...]
    """The means at each checkpoint, in the order of the training."""
    correlation: float
    """Spearman's, of the two; 1 where the truth rises whenever the proxy does. nan where one of them stays the same."""
    p: float
    """Two-sided, as if checkpoints were independent, which those of one training are not: a lower bound."""
    lost: float
    """How far the truth ends below its highest, in units of the rise to there; 0 where it ends at its best."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def draw(self, axes: Axes) -> None:
        """The truth over the proxy, from the first checkpoint to the last; the best is marked."""
        axes.plot(self.proxy, self.gold, "o-", color=ACCENT, markersize=4)
        best = int(np.argmax(self.gold))
        axes.plot(self.proxy[best], self.gold[best], "o", color=SECOND)
        axes.set(xlabel="proxy", ylabel="gold")


def monotone(proxy: Sequence[float], gold: Sequence[float]) -> Monotone:
    """Correlates the means of a proxy and of the truth over checkpoints, such as policies or growing best-of-n.

    Args: proxy, gold: one mean for each checkpoint, in the order of the training, at least four.

    Raises:
        GuerdonError: there are fewer than four, the numbers differ, or one is not finite.

    Source: the test of Kim & Seo 2024 (arXiv 2402.03469).
    """
    said, true = np.array(proxy, dtype=float), np.array(gold, dtype=float)
    if len(said) != len(true) or len(said) < LEAST or not np.isfinite([said, true]).all():
        raise GuerdonError(
            f"{len(said)} means of the proxy and {len(true)} of the truth: expected as many of both, at least {LEAST}, "
            "all finite"
        )
    flat = np.ptp(said) == 0 or np.ptp(true) == 0
    found = (float("nan"), float("nan")) if flat else spearmanr(said, true)
    rise = float(true.max() - true[0])
    return Monotone(
        tuple(said.tolist()), tuple(true.tolist()), float(found[0]), float(found[1]),
        float(true.max() - true[-1]) / rise if rise else 0.0,
    )  # fmt: skip
