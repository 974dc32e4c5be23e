"""Correlations of rewards with attributes, over responses and inside pairs, with intervals over prompts."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from scipy.stats import rankdata

from guerdon.audit.thresholds import LABELS_RIGHT
from guerdon.statistics import Estimate, bootstrap

RESAMPLES = 500


def correlation(a: Float[np.ndarray, "n"], b: Float[np.ndarray, "n"], prompts: Sequence[str]) -> Estimate | None:
    """Pearson's correlation, its interval from resampled prompts; None where a column is constant.

    Computed from the sums of each prompt, so that a thousand resamples cost as much as a few.
    """
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    a, b = (a - a.mean()) / a.std(), (b - b.mean()) / b.std()
    sums = by_prompt(prompts, np.ones(len(a)), a, b, a * a, b * b, a * b)
    found = bootstrap(from_moments, *sums, resamples=RESAMPLES)
    return Estimate(found.value, found.low, found.high, len(a))


def rank_correlation(a: Float[np.ndarray, "n"], b: Float[np.ndarray, "n"], prompts: Sequence[str]) -> Estimate | None:
    """Spearman's correlation, its interval from resampled prompts whose ranks are those among all."""
    return correlation(rankdata(a), rankdata(b), prompts)


def within_pairs(gap: Float[np.ndarray, "n"], other: Float[np.ndarray, "n"], prompts: Sequence[str]) -> Estimate | None:
    """The correlation of two gaps of the same pairs, whichever response is listed first.

    sum g h / sqrt(sum g^2 sum h^2): Pearson's over every pair in both orders.
    """
    return correlation(both_orders(gap), both_orders(other), [*prompts, *prompts])


def rank_within_pairs(
    gap: Float[np.ndarray, "n"], other: Float[np.ndarray, "n"], prompts: Sequence[str]
) -> Estimate | None:
    """Spearman's correlation of two gaps of the same pairs, over every pair in both orders."""
    return rank_correlation(both_orders(gap), both_orders(other), [*prompts, *prompts])


def excess(
    choice: Float[np.ndarray, "n"],
    label: Float[np.ndarray, "n"],
    other: Float[np.ndarray, "n"],
    prompts: Sequence[str],
) -> Estimate | None:
    """How far the choices correlate with a gap beyond what the labels justify; None where a column is all 0.

    With c and l the ``within_pairs`` of choices and labels, it is the distance, with its sign, from c to the range
    between 0 and l / (2 q - 1), where q is ``LABELS_RIGHT``: flips of a share 1 - q of the labels shrink their
    correlation by 2 q - 1, whatever they follow.
    """
    if not (choice.any() and label.any() and other.any()):
        return None
    sums = by_prompt(prompts, choice * other, label * other, choice**2, label**2, other**2)
    found = bootstrap(beyond, *sums, resamples=RESAMPLES)
    return Estimate(found.value, found.low, found.high, len(other))


def both_orders(gap: Float[np.ndarray, "n"]) -> Float[np.ndarray, "2*n"]:
    """The gaps of every pair, and of every pair the other way round."""
    return np.concatenate([gap, -gap])


def by_prompt(prompts: Sequence[str], *columns: Float[np.ndarray, "n"]) -> list[Float[np.ndarray, "prompts"]]:
    """The sum of each column over the rows of each prompt."""
    numbers: dict[str, int] = {}
    codes = np.array([numbers.setdefault(prompt, len(numbers)) for prompt in prompts])
    return [np.bincount(codes, column) for column in columns]


def from_moments(*sums: Float[np.ndarray, "prompts"]) -> float:
    """Pearson's correlation from the sums of 1, a, b, a^2, b^2 and ab; nan where a column does not vary."""
    n, a, b, aa, bb, ab = (float(column.sum()) for column in sums)
    spread = (aa - a * a / n) * (bb - b * b / n)
    return (ab - a * b / n) / np.sqrt(spread) if spread > 0 else np.nan


def beyond(*sums: Float[np.ndarray, "prompts"]) -> float:
    """The excess from the sums of choice x other, label x other, and the squares of choice, label and other."""
    choice, label, choices, labels, others = (float(column.sum()) for column in sums)
    if not (choices and labels and others):
        return float("nan")
    chosen = choice / np.sqrt(choices * others)
    justified = label / np.sqrt(labels * others) / (2 * LABELS_RIGHT - 1)
    return float(chosen - np.clip(chosen, min(0.0, justified), max(0.0, justified)))
