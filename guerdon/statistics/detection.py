"""Detection: how well scores, or decisions, find the few rows that matter."""

import math

import numpy as np
import scipy
from jaxtyping import Bool, Float, Int

from guerdon.statistics.columns import require_finite


def auroc(scores: Float[np.ndarray, "n"], truth: Bool[np.ndarray, "n"]) -> float:
    """The probability that a true row scores above a false one, ties counted half; nan where all rows are alike.

    The rank sum of the true rows gives it: (sum of ranks - t (t + 1) / 2) / (t f), with t true and f false rows.

    Raises:
        ValueError: a score is not finite, the lengths differ, or there are no rows.
    """
    require_finite(scores=scores, truth=truth.astype(float))
    true = int(truth.sum())
    false = len(truth) - true
    if not true or not false:
        return math.nan
    ranks = scipy.stats.rankdata(scores)
    return float((ranks[truth].sum() - true * (true + 1) / 2) / (true * false))


def average_precision(scores: Float[np.ndarray, "n"], truth: Bool[np.ndarray, "n"]) -> float:
    """The mean precision at which true rows are found from the highest score down; nan where no row is true.

    AP = sum_k (R_k - R_{k-1}) P_k over the distinct scores, with P_k and R_k the precision and the recall of all rows
    that score at least the k-th: equal scores are found together. Scores that say nothing get the share of true rows,
    so that it tells what accuracy hides where true rows are few.

    Raises:
        ValueError: as in ``auroc``.
    """
    require_finite(scores=scores, truth=truth.astype(float))
    if not truth.any():
        return math.nan
    order = np.argsort(-scores, kind="stable")
    last = np.append(scores[order][1:] != scores[order][:-1], True)
    hits = truth[order].cumsum()[last]
    found = np.arange(1, len(scores) + 1)[last]
    return float((np.diff(hits, prepend=0) * hits / found).sum() / truth.sum())


def f1(found: Bool[np.ndarray, "n"], truth: Bool[np.ndarray, "n"]) -> float:
    """The harmonic mean of precision and recall, 2 hits / (found + true); 0 where nothing is found that is true."""
    hits = int((found & truth).sum())
    return 2 * hits / (int(found.sum()) + int(truth.sum())) if hits else 0.0


def macro_f1(chosen: Int[np.ndarray, "n"], truth: Int[np.ndarray, "n"], labels: int) -> float:
    """The mean of the F1 of each label that is chosen or true somewhere.

    Args:
        chosen, truth: labels from 0 to ``labels`` - 1.
        labels: how many there are.

    Raises:
        ValueError: the lengths differ, there are no rows, or a label is not among them.
    """
    if len(chosen) != len(truth) or not len(chosen):
        raise ValueError(f"{len(chosen)} choices for {len(truth)} rows: give one for each, and at least one")
    if min(chosen.min(), truth.min()) < 0 or max(chosen.max(), truth.max()) >= labels:
        raise ValueError(f"some labels are not from 0 to {labels - 1}")
    there = np.union1d(chosen, truth).tolist()
    return float(np.mean([f1(chosen == label, truth == label) for label in there]))


def precision_at_recall(scores: Float[np.ndarray, "n"], truth: Bool[np.ndarray, "n"], recall: float) -> float:
    """The share of true rows among the highest scores, as many as find this share of all true rows; nan where none is.

    Equal scores are found together.

    Raises:
        ValueError: as in ``auroc``.
    """
    require_finite(scores=scores, truth=truth.astype(float))
    if not truth.any():
        return math.nan
    least = np.sort(scores[truth])[::-1][max(1, math.ceil(recall * truth.sum() - 1e-9)) - 1]
    return float(truth[scores >= least].mean())


def precision_threshold(scores: Float[np.ndarray, "n"], truth: Bool[np.ndarray, "n"], precision: float) -> float:
    """The lowest score from which on at least this share of the rows is true.

    Raises:
        ValueError: from no score on it is, or as in ``auroc``.
    """
    require_finite(scores=scores, truth=truth.astype(float))
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    last = np.append(ordered[1:] != ordered[:-1], True)  # equal scores are found together
    shares = truth[order].cumsum() / np.arange(1, len(scores) + 1)
    good = np.flatnonzero(last & (shares >= precision))
    if not len(good):
        raise ValueError(f"from no score on are {precision:g} of the rows true; at best {shares[last].max():.3f}")
    return float(ordered[good[-1]])


def f1_threshold(scores: Float[np.ndarray, "n"], truth: Bool[np.ndarray, "n"]) -> float:
    """The score from which on rows should count as found, for the highest F1 on these rows; of equals the lowest.

    Raises:
        ValueError: as in ``auroc``.
    """
    require_finite(scores=scores, truth=truth.astype(float))
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    last = np.append(ordered[1:] != ordered[:-1], True)  # equal scores are found together
    f = 2 * truth[order].cumsum() / (np.arange(1, len(scores) + 1) + max(1, int(truth.sum())))
    best = np.flatnonzero(last)[::-1]
    return float(ordered[best[np.argmax(f[best])]])
