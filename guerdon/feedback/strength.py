"""How strongly a committee of rewards holds with each label, and what is done with labels that it doubts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float

from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example

paper = Paper(
    "wang2024secrets", "Secrets of RLHF in Large Language Models Part II: Reward Modeling",
    "Wang, Binghai and others", 2024, arxiv="2401.06080",
)  # fmt: skip

Learner = Callable[[Comparisons, int], Reward[Sequence[Example]]]
"""Comparisons and a seed in, a reward out."""
Treatment = Callable[[Comparison, float], Comparison | None]
"""A comparison and its mean strength in, the comparison to learn from out; None leaves it out."""


@dataclass(frozen=True, eq=False)
class Strength:
    """The reward of the preferred response minus that of the other, of each comparison, over the committee."""

    mean: Float[np.ndarray, "n"]
    std: Float[np.ndarray, "n"]


def preference_strength(
    comparisons: Comparisons, learner: Learner, members: int = 10, folds: int = 2, seed: int = 0
) -> Strength:
    """The gap in reward of each comparison, by rewards that were not trained on it.

    Each member cuts the prompts into folds anew, and is one reward for each fold, trained on the others. With one fold
    every reward is trained on all, as the paper has it: such rewards have memorised labels that they should doubt.

    Args:
        learner: trains one reward.
        members: how many opinions on each comparison.
        folds: how many parts; as many rewards are trained for each member.
        seed: of the cuts and of the learners.

    Raises:
        ValueError: fewer prompts than folds.
        ScoringError: a reward failed.

    Source: Wang et al. 2024, "Secrets of RLHF Part II" (arXiv 2401.06080), section 2; the folds are ours.
    """
    prompts = comparisons.prompts()
    names = list(dict.fromkeys(prompts))
    if not 1 <= folds <= len(names):
        raise ValueError(f"{len(names)} prompts cannot be cut into {folds} folds")
    rows = [stated(row) for row in comparisons]
    opinions = np.zeros((members, len(rows)))
    for member in range(members):
        order = np.random.default_rng([seed, member]).permutation(len(names))
        fold = {names[place]: rank % folds for rank, place in enumerate(order)}
        own = np.array([fold[prompt] for prompt in prompts])
        for part in range(folds):
            seen = np.flatnonzero(own != part) if folds > 1 else np.arange(len(rows))
            reward = learner(comparisons.select(seen.tolist()), (seed * members + member) * folds + part)
            judged = np.flatnonzero(own == part)
            opinions[member, judged] = gaps(reward, [rows[row] for row in judged])
    return Strength(opinions.mean(0), opinions.std(0))


def stated(row: Comparison) -> Comparison:
    """The comparison with the preferred response as ``chosen``."""
    return row if row.target >= 0.5 else row.flipped()


def gaps(reward: Reward[Sequence[Example]], rows: Sequence[Comparison]) -> Float[np.ndarray, "n"]:
    with torch.no_grad():
        both = reward.score([*(row.chosen for row in rows), *(row.rejected for row in rows)]).require().values
    chosen, rejected = both.cpu().double().numpy().reshape(2, -1)
    return chosen - rejected


def treat(
    comparisons: Comparisons, strength: Float[np.ndarray, "n"], bands: Sequence[tuple[float, Treatment]]
) -> Comparisons:
    """The comparisons, each with the preferred response first, each band treated in its way, in the original order.

    >>> treat(data, preference_strength(data, learner).mean, [(0.2, flip), (0.2, soft), (0.6, margin)])

    Every comparison comes out with a margin, 0 where its treatment gives none.

    Args:
        strength: the mean gap of each comparison.
        bands: shares of the comparisons, from the weakest up, that sum to 1, and the treatment of each.

    Raises:
        ValueError: the shares do not sum to 1, or there are not as many strengths as comparisons.
    """
    shares = np.array([share for share, _ in bands])
    if not np.isclose(shares.sum(), 1) or (shares < 0).any():
        raise ValueError(f"the shares of the bands are {shares.tolist()}, expected numbers from 0 that sum to 1")
    if len(strength) != len(comparisons):
        raise ValueError(f"{len(strength)} strengths for {len(comparisons)} comparisons")
    rank = np.empty(len(strength), int)
    rank[np.argsort(strength, kind="stable")] = np.arange(len(strength))
    ends = np.round(shares.cumsum() * len(strength))
    band = np.searchsorted(ends, rank, side="right")
    rows = (replace(stated(row), margin=row.margin or 0.0) for row in comparisons)
    treated = (bands[place][1](row, float(mu)) for row, place, mu in zip(rows, band, strength, strict=True))
    return Comparisons.of(row for row in treated if row is not None)


def keep(row: Comparison, mean: float) -> Comparison:
    """The comparison as it is."""
    return row


def drop(row: Comparison, mean: float) -> None:
    """Leaves the comparison out."""


def flip(row: Comparison, mean: float) -> Comparison:
    """The opposite label: for the band in which most labels are wrong."""
    return replace(row, target=1 - row.target)


def soft(row: Comparison, mean: float) -> Comparison:
    """The committee's belief as the label: target = sigmoid(mean)."""
    return replace(row, target=float(1 / (1 + np.exp(-mean))))


def margin(row: Comparison, mean: float) -> Comparison:
    """The mean strength as the margin; never below 0, which would push the two apart the wrong way round."""
    return replace(row, margin=max(mean, 0.0))
