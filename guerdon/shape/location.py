"""Dense rewards that mean the same wherever in a response they stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from jaxtyping import Float

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.reward import Reward, Transform
from guerdon.types import Example, Scores

DELTA = 1.35
"""Where Huber's loss turns from squares to absolute values, in standard deviations."""
ROUNDS = 50


@dataclass(frozen=True)
class LocationNormaliser(Transform[Sequence[Example]]):
    """r'_i = (r_i - mu(p_i)) / sd(p_i) for unit i of n at p_i = i / n, with mu and sd straight lines in log p.

    ``LocationNormaliser.of`` fits the lines to the means and the standard deviations at each place, by Huber's loss.
    sd is held above ``floor``, which the line would pass below where texts are longer than those it was fitted to.
    The scores of whole responses stay as they are.

    Source: Yin et al. 2025 (arXiv 2501.02790), section 3.2.
    """

    mean: tuple[float, float]
    """Slope and level of mu."""
    spread: tuple[float, float]
    """Slope and level of sd."""
    floor: float
    """The least sd."""

    paper = Paper(
        "yin2025segmenting",
        "Segmenting Text and Learning Their Rewards for Improved RLHF in Language Model",
        "Yin, Yueqin and others", 2025, arxiv="2501.02790",
    )  # fmt: skip

    @classmethod
    def of(cls, reward: Reward[Sequence[Example]], responses: Sequence[Example]) -> Self:
        """Fits the lines on responses that the reward did not learn from.

        Raises:
            GuerdonError: the reward has no dense rewards, or fewer than two places have two units.
        """
        dense = reward.score(responses).dense
        if dense is None:
            raise GuerdonError("LocationNormaliser reads the rewards of units, and this reward has none: use UnitHead")
        rewards = torch.cat(dense.values).detach().double().cpu().numpy()
        places = np.concatenate([relative(len(units)) for units in dense.values]).round(6)
        known = [(p, rewards[places == p]) for p in np.unique(places)]
        known = [(p, some) for p, some in known if len(some) > 1]
        if len(known) < 2:
            raise GuerdonError("LocationNormaliser needs two places with two units each: bring more responses")
        log_p = np.log([p for p, _ in known])
        means, spreads = (np.array([statistic(some) for _, some in known]) for statistic in (np.mean, np.std))
        return cls(huber_line(log_p, means), huber_line(log_p, spreads), float(rewards.std()) / 10 or 1.0)

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Scores:
        if scores.dense is None:
            raise GuerdonError("LocationNormaliser reads the rewards of units, and these scores have none")
        return replace(scores, dense=replace(scores.dense, values=tuple(map(self.normalised, scores.dense.values))))

    def normalised(self, units: Float[torch.Tensor, "_u"]) -> Float[torch.Tensor, "_u"]:
        """The rewards of the units of one response."""
        log_p = torch.from_numpy(np.log(relative(len(units)))).to(units)
        mean, spread = (slope * log_p + level for slope, level in (self.mean, self.spread))
        return (units - mean) / spread.clamp_min(self.floor)


def relative(n: int) -> Float[np.ndarray, "n"]:
    """Where each of n units stands: 1/n, 2/n, ..., 1."""
    return np.arange(1, n + 1) / max(n, 1)


def huber_line(x: Float[np.ndarray, "n"], y: Float[np.ndarray, "n"]) -> tuple[float, float]:
    """Slope and level of the line that minimises Huber's loss, by least squares with weights found anew each time.

    Residuals count in standard deviations, as 1.4826 times their median size says, which outliers do not move.
    """
    columns, weight = np.stack([x, np.ones_like(x)], axis=1), np.ones_like(x)
    line = np.zeros(2)
    for _ in range(ROUNDS):
        root = np.sqrt(weight)
        line = np.linalg.lstsq(columns * root[:, None], y * root, rcond=None)[0]
        residual = np.abs(y - columns @ line)
        scale = max(1.4826 * float(np.median(residual)), 1e-12)
        weight = DELTA / np.maximum(residual / scale, DELTA)
    return float(line[0]), float(line[1])
