"""What a budget of divergence buys: the largest best-of-n that it affords, and the best policy at exactly that price."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.optimize import brentq
from scipy.special import entr, lambertw, softmax

from guerdon.audit.selection import divergence
from guerdon.statistics import Estimate, mean_interval

SMALL = 1e-12
"""Nats below which rounding may leave the branch of W; log n - (n - 1) / n is (n - 1)^2 / 2 there."""
LARGE = 600.0
"""Nats beyond which no n is a number."""


@dataclass(frozen=True)
class Spent:
    """What a policy gets at one divergence from where it began."""

    nats: float
    value: Estimate


def responses_for(nats: float) -> float:
    """The n, not rounded, at which best-of-n has moved so far: the inverse of ``divergence``.

    log n - (n - 1) / n = k has the solution n = -1 / W(-exp(-1 - k)), W Lambert's function.

    Raises:
        ValueError: the budget is negative or nan.
    """
    if not nats >= 0:
        raise ValueError(f"a budget of {nats} nats: expected at least 0")
    if nats < SMALL:
        return 1 + float(np.sqrt(2 * nats))
    if nats > LARGE:
        return float("inf")
    return float(-1 / lambertw(-np.exp(-1 - nats)).real)


def affordable(nats: float) -> int:
    """The largest n whose best-of-n stays within a budget; 1 where it affords nothing."""
    n = int(responses_for(nats))
    return n + 1 if divergence(n + 1) <= nats else max(1, n)


def tilted(scores: Float[np.ndarray, "m"], nats: float) -> Float[np.ndarray, "m"]:
    """The policy over candidates that gets the highest mean score at a divergence from drawing evenly.

    p_i proportional to exp(score_i / beta), with beta such that KL(p || even) = nats: the optimum of KL-regularised
    training on these candidates. Where the budget is more than the best alone costs (log m less that of ties), the best.

    Raises:
        ValueError: the budget is negative.
    """
    if not nats >= 0:
        raise ValueError(f"a budget of {nats} nats: expected at least 0")
    most = float(np.log(len(scores) / (scores == scores.max()).sum()))
    spread = float(np.ptp(scores))
    if spread == 0 or nats == 0:
        return np.full(len(scores), 1 / len(scores))
    unit = (scores - scores.max()) / spread

    def over(log_sharpness: float) -> float:
        return float(np.log(len(scores)) - entr(softmax(np.exp(log_sharpness) * unit)).sum()) - nats

    low, high = -25.0, 25.0
    if nats >= most or over(high) <= 0:
        best = (scores == scores.max()).astype(float)
        return best / best.sum()
    if over(low) >= 0:
        return softmax(np.exp(low) * unit)
    return softmax(np.exp(brentq(over, low, high, xtol=1e-12)) * unit)


def tilted_together(scores: Float[np.ndarray, "prompts m"], nats: float) -> Float[np.ndarray, "prompts m"]:
    """The policy over the candidates of every prompt that gets the highest mean score at a mean divergence.

    p_xi proportional to exp(score_xi / beta) with one beta for all prompts, such that the mean over prompts of
    KL(p_x || even) is ``nats``: as training under one price of divergence has it, which spends more where scores differ
    more. ``tilted`` spends the same on every prompt. Where the budget is more than the best of every prompt cost, these.

    Raises:
        ValueError: the budget is negative.
    """
    if not nats >= 0:
        raise ValueError(f"a budget of {nats} nats: expected at least 0")
    tops = scores == scores.max(1, keepdims=True)
    best = tops / tops.sum(1, keepdims=True)
    spread = float(np.ptp(scores, axis=1).max())
    if spread == 0 or nats == 0:
        return np.full(scores.shape, 1 / scores.shape[1])
    unit = (scores - scores.max(1, keepdims=True)) / spread

    def mean_divergence(policy: Float[np.ndarray, "prompts m"]) -> float:
        return float(np.log(scores.shape[1]) - entr(policy).sum(1).mean())

    def at(log_sharpness: float) -> Float[np.ndarray, "prompts m"]:
        tempered: Float[np.ndarray, "prompts m"] = softmax(np.exp(log_sharpness) * unit, axis=1)
        return tempered

    low, high = -25.0, 25.0
    if nats >= mean_divergence(best) or mean_divergence(at(high)) <= nats:
        return best
    if mean_divergence(at(low)) >= nats:
        return at(low)
    return at(brentq(lambda one: mean_divergence(at(one)) - nats, low, high, xtol=1e-12))


def budget_curve(
    scores: Sequence[Float[np.ndarray, "_"]], values: Sequence[Float[np.ndarray, "_"]], budgets: Sequence[float]
) -> tuple[Spent, ...]:
    """The mean over prompts of a value under the best policy by score, for each budget.

    The optimum of KL-regularised training, where ``best_of_n_curve`` is what choosing gets; both speak of the same
    candidates, so a policy that goes beyond them is not foreseen.

    Args:
        scores: which the policy raises, for each prompt.
        values: what is measured, for each prompt.
        budgets: in nats, the same for each prompt.
    """
    return tuple(
        Spent(
            nats,
            mean_interval(np.array([tilted(one, nats) @ value for one, value in zip(scores, values, strict=True)])),
        )
        for nats in budgets
    )
