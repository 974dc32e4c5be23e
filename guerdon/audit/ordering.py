"""How well a reward orders the candidates of each prompt."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float


def order_accuracy(
    scores: Sequence[Float[np.ndarray, "_"]], truth: Sequence[Float[np.ndarray, "_"]]
) -> Float[np.ndarray, "prompts"]:
    """For each prompt, the share of its pairs of candidates that the scores order as the truth does.

    Pairs that are equal in truth do not count; pairs that are equal in score count half. It is what accuracy on
    comparisons would be if every pair were compared without noise.

    Args:
        scores: by a reward, for each prompt.
        truth: the true rewards of the same candidates.

    Returns:
        one share for each prompt; nan where all of its candidates are equal in truth.
    """
    return np.array([one_prompt(mine, true) for mine, true in zip(scores, truth, strict=True)])


def one_prompt(scores: Float[np.ndarray, "m"], truth: Float[np.ndarray, "m"]) -> float:
    first, second = np.triu_indices(len(truth), k=1)
    signs = np.sign(truth[first] - truth[second])
    right = (1 + np.sign(scores[first] - scores[second]) * signs) / 2
    return float(right[signs != 0].mean()) if signs.any() else float("nan")


def adverse_accuracy(
    scores: Sequence[Float[np.ndarray, "_"]],
    truth: Sequence[Float[np.ndarray, "_"]],
    attribute: Sequence[Float[np.ndarray, "_"]],
) -> Float[np.ndarray, "prompts"]:
    """``order_accuracy`` over those pairs alone whose worse candidate has more of an attribute, such as words.

    Returns:
        one share for each prompt; nan where no pair is so.
    """
    return np.array([one_prompt_adverse(*each) for each in zip(scores, truth, attribute, strict=True)])


def one_prompt_adverse(
    scores: Float[np.ndarray, "m"], truth: Float[np.ndarray, "m"], attribute: Float[np.ndarray, "m"]
) -> float:
    first, second = np.triu_indices(len(truth), k=1)
    signs = np.sign(truth[first] - truth[second])
    against = signs * (attribute[first] - attribute[second]) < 0
    right = (1 + np.sign(scores[first] - scores[second]) * signs) / 2
    return float(right[against].mean()) if against.any() else float("nan")
