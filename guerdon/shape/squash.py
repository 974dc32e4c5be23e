"""Rewards drawn into a range: probabilities, and logs of probabilities."""

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import logsigmoid

from guerdon.papers import Paper
from guerdon.shape.pointwise import Pointwise


@dataclass(frozen=True)
class Squash(Pointwise):
    """r' = sigmoid(r), between 0 and 1: log odds as a probability, and every unit of it positive."""

    def mapped(self, values: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
        return values.sigmoid()


@dataclass(frozen=True)
class LogSigmoid(Pointwise):
    """u = log sigmoid(r): the log of the probability to be good, of a reward that is the log odds of it.

    With r the reward over that of a reference answer, u is the log of the chance to beat it. Below the reference the
    slope is nearly 1, above it falls to 0: effort goes to poor responses, none to good ones. Sums of such rewards are
    the log of the chance to be good in everything, if the properties are independent given the response:

    >>> helpful = model >> Contrast(store, Quantile(0.85)) >> LogSigmoid()
    >>> reward = helpful.named("helpful") + (safe >> Contrast(refusals) >> LogSigmoid()).named("safe")

    The reward must be on the scale of a Bradley-Terry model, or be tempered to it first (``Affine``). On one prompt the
    order stays, so that best-of-n with one such reward changes nothing; standardising within prompts afterwards undoes
    most of what it does between them.

    Source: Wang et al. 2024 (arXiv 2402.00742).
    """

    paper = Paper(
        "wang2024transforming", "Transforming and Combining Rewards for Aligning Large Language Models",
        "Wang, Zihao and Nagpal, Chirag and Berant, Jonathan and Eisenstein, Jacob and D'Amour, Alex and Koyejo, Sanmi "
        "and Veitch, Victor", 2024, arxiv="2402.00742",
    )  # fmt: skip

    def mapped(self, values: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
        return logsigmoid(values)
