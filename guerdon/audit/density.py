"""The density that a reward implies: what a policy of full entropy would say that maximises it."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from jaxtyping import Float
from scipy.optimize import brentq
from scipy.special import logsumexp

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Example

paper = Paper(
    "dumoulin2023density", "A density estimation perspective on learning from pairwise human preferences",
    "Dumoulin, Vincent and Johnson, Daniel D. and Castro, Pablo Samuel and Larochelle, Hugo and Dauphin, Yann",
    2023, arxiv="2311.14115",
)  # fmt: skip


def implied_density(
    reward: Reward[Sequence[Example]], support: Sequence[Example], power: Callable[[str], float] | None = None
) -> Float[np.ndarray, "n"]:
    """The density of whoever's preferences a reward learned, if they choose by p(y)^power(y).

    Such preferences tell r(y) = power(y) log p(y) + c, and c follows from the sum of p:

        p(y) = exp((r(y) - c) / power(y)),  sum_y p(y) = 1

    With power 1 it is softmax(r). It is what a policy becomes that is trained on r with an entropy bonus of 1 and no
    other reference; with a reference it becomes the product of the two.

    Args:
        reward: learned by Bradley-Terry from preferences among the support.
        support: all responses to one prompt: between prompts rewards have no common zero.
        power: of a response's text, above 0; 1 when None.

    Raises:
        GuerdonError: the support is empty or of several prompts, or a power is not above 0.
        ScoringError: some scores failed.

    Source: Dumoulin et al. 2023, "A density estimation perspective on learning from pairwise human preferences"
    (arXiv 2311.14115), section 3; solved for any power.
    """
    if len({example.prompt for example in support}) != 1:
        raise GuerdonError("a reward implies a density over the responses to one prompt; give the support of one")
    powers = np.array([power(example.response) if power else 1.0 for example in support])
    with torch.no_grad():
        utility = reward.score(support).require().values.cpu().double().numpy()
    return choice_density(utility, powers)


def choice_density(utility: Float[np.ndarray, "n"], power: Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
    """The density p under which power log p is the utility, up to one constant for all: as ``implied_density``.

    Raises:
        GuerdonError: a power is not above 0.
    """
    if not (power > 0).all():
        raise GuerdonError(f"the power of a response is {power.min():g}, expected above 0")
    # at the largest utility one term alone is 1, beyond the other end each is below 1 / n; a little further on for rounding
    low, high = utility.max() - power.max(), (utility + power * np.log(len(utility))).max() + power.max()
    zero = brentq(lambda c: logsumexp((utility - c) / power), low, high, xtol=1e-12)
    logp = (utility - zero) / power
    return np.exp(logp - logsumexp(logp))


def relative_entropy(p: Float[np.ndarray, "n"], q: Float[np.ndarray, "n"]) -> float:
    """KL(p, q) = sum p log(p / q), in nats: how far a model q is from the truth p; infinite where it excludes what happens.

    Raises:
        ValueError: one is no density.
    """
    for name, each in (("p", p), ("q", q)):
        if not np.isclose(each.sum(), 1) or (each < 0).any():
            raise ValueError(f"{name} sums to {each.sum():g}, expected a density")
    there = p > 0
    with np.errstate(divide="ignore"):
        return float(p[there] @ (np.log(p[there]) - np.log(q[there])))
