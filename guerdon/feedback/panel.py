"""A panel of judges says how divided people are about each comparison, which one label does not."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example

paper = Paper(
    "padmakumar2024beyond", "Beyond the Binary: Capturing Diverse Preferences With Reward Regularization",
    "Padmakumar, Vishakh and Jin, Chuanyang and Kirk, Hannah Rose and He, He", 2024, arxiv="2412.03822",
)  # fmt: skip


def judge_panel(comparisons: Comparisons, judges: Sequence[Reward[Sequence[Example]]], seed: int = 0) -> Comparisons:
    """The comparisons with ``agreement``: the share of the judges' votes for the response that the label prefers.

    Each judge votes once, for ``chosen`` with the probability that it ``prefer``s it. The votes stand for those of
    people only as far as the judges are as unlike as people are; judges made from one model are more alike. Pairs come
    out with the preferred response as ``chosen``, so that ``agreement`` speaks of it.

    Args:
        comparisons: with labels, which stay as they are.
        judges: rewards; at least one.
        seed: of the votes.

    Raises:
        GuerdonError: there are no judges, or one has no answer to a pair.

    Source: Padmakumar et al. 2024, "Beyond the Binary" (arXiv 2412.03822).
    """
    if not judges:
        raise GuerdonError("a panel needs at least one judge")
    rows = [row if row.target >= 0.5 else row.flipped() for row in comparisons]
    first, second = [row.chosen for row in rows], [row.rejected for row in rows]
    votes = np.zeros(len(rows))
    for number, judge in enumerate(judges):
        with torch.no_grad():
            prefers = judge.prefer(first, second).cpu().double().numpy()
        if np.isnan(prefers).any():
            raise GuerdonError(f"judge {number + 1} has no answer to {int(np.isnan(prefers).sum()):,} comparisons")
        votes += np.random.default_rng([seed, number]).random(len(rows)) < prefers
    shares = (votes / len(judges)).tolist()
    return Comparisons.of(replace(row, agreement=share) for row, share in zip(rows, shares, strict=True))


def margin_by_agreement(comparisons: Comparisons, size: float = 1.0) -> Comparisons:
    """The comparisons with margin = size * max(0, 2 agreement - 1): nothing where people are split, all where they agree.

    A margin asks the gap to be larger than the labels do, so the sigmoid of a gap that was learned with margins is too
    sure on average: fit a temperature before it is read as a probability.

    Args:
        size: the margin of a unanimous comparison, in units of reward.

    Raises:
        GuerdonError: some comparisons have no agreement.

    Source: Padmakumar et al. 2024, "Beyond the Binary" (arXiv 2412.03822), where disagreement of a panel enters as a
    margin; that it is linear in the agreement is ours.
    """
    return Comparisons.of(replace(row, margin=size * max(0.0, 2 * agreement(row) - 1)) for row in comparisons)


def target_by_agreement(comparisons: Comparisons) -> Comparisons:
    """The comparisons with the panel's share as the target instead of the label: the panel's opinion as a soft label.

    Raises:
        GuerdonError: some comparisons have no agreement.
    """
    return Comparisons.of(replace(row, target=agreement(row)) for row in comparisons)


def agreement(row: Comparison) -> float:
    if row.agreement is None:
        raise GuerdonError(f"the comparison {row.id} has no agreement: ask a panel with judge_panel")
    return row.agreement
