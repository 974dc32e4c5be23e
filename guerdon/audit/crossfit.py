"""Predictions for every comparison by a rule that never saw its prompt."""

from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np
from jaxtyping import Float, Int
from scipy.optimize import minimize
from scipy.special import expit

from guerdon.statistics import fit_temperature

FOLDS = 5
RIDGE = 1e-3

Predictor = Callable[[np.ndarray], np.ndarray]
Fit = Callable[[np.ndarray, np.ndarray], Predictor]


def cross_fit(
    fit: Fit, inputs: Float[np.ndarray, "n k"], target: Float[np.ndarray, "n"], prompts: Sequence[str]
) -> Float[np.ndarray, "n"]:
    """What ``fit`` predicts for each row when it is fitted on the other folds; rows of one prompt share a fold.

    Args:
        fit: from inputs and targets to a function from inputs to predictions, such as ``logistic``.
        inputs: shape n x k.
        target: shape n.
        prompts: the prompt of each row.

    Returns:
        one prediction for each row; 0 where the other folds hold nothing to fit on.
    """
    fold, predicted = folds(prompts), np.zeros(len(target))
    for held in (fold == number for number in range(FOLDS)):
        if held.any() and not held.all():
            predicted[held] = fit(inputs[~held], target[~held])(inputs[held])
    return predicted


def folds(prompts: Sequence[str]) -> Int[np.ndarray, "n"]:
    """The fold of each row, by the content of its prompt."""
    digests = (sha256(prompt.encode("utf-8", "replace")).digest() for prompt in prompts)
    return np.array([int.from_bytes(digest[:8], "big") % FOLDS for digest in digests], dtype=np.int64)


def logistic(gaps: Float[np.ndarray, "n k"], target: Float[np.ndarray, "n"]) -> Predictor:
    """Log odds that the first is preferred, linear in the gaps of its attributes, without an intercept.

    Without one, so that the two responses of a pair may swap places. Minimises the mean log loss plus a small ridge
    penalty on the weights of the scaled gaps.
    """
    scale = root_mean_square(gaps)
    scaled = gaps / scale

    def loss(weights: Float[np.ndarray, "k"]) -> tuple[float, Float[np.ndarray, "k"]]:
        logits = scaled @ weights
        value = np.mean(np.logaddexp(0, logits) - target * logits) + RIDGE / 2 * weights @ weights
        return float(value), scaled.T @ (expit(logits) - target) / len(target) + RIDGE * weights

    weights = minimize(loss, np.zeros(gaps.shape[1]), jac=True, method="L-BFGS-B").x / scale
    return lambda others: others @ weights


def least_squares(gaps: Float[np.ndarray, "n k"], target: Float[np.ndarray, "n"]) -> Predictor:
    """The gap in reward, linear in the gaps of the attributes, without an intercept, with a small ridge penalty."""
    scale = root_mean_square(gaps)
    scaled = gaps / scale
    normal = scaled.T @ scaled / len(target) + RIDGE * np.eye(gaps.shape[1])
    weights = np.linalg.solve(normal, scaled.T @ target / len(target)) / scale
    return lambda others: others @ weights


def temperature(logits: Float[np.ndarray, "n 1"], target: Float[np.ndarray, "n"]) -> Predictor:
    """The logits divided by the temperature that fits best; as they are where every logit is 0."""
    fitted = fit_temperature(logits[:, 0], target)
    return lambda others: others[:, 0] / (fitted if fitted > 0 else 1.0)


def root_mean_square(gaps: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "k"]:
    """The size of each column; 1 for a column of zeros, which then predicts nothing."""
    size = np.sqrt(np.mean(gaps**2, axis=0))
    return np.where(size > 0, size, 1.0)
