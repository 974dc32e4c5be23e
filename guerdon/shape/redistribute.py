"""One reward for a whole response, handed out to its units in shares that a weight source says."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.reward import Transform
from guerdon.saving import Storable
from guerdon.shape.spread import word_ends
from guerdon.types import Dense, Example, Scores


class Shares(Storable, ABC):
    """Whose work a response is: the weight of each of its units. To add a source, subclass."""

    @abstractmethod
    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Dense:
        """Weights of at least 0, not all 0, of the units of each response; they need not sum to 1."""


@dataclass(frozen=True)
class Uniform(Shares):
    """Every word the same."""

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Dense:
        ends = tuple(word_ends(example.response) for example in batch)
        return Dense("token", tuple(torch.ones(len(places)) for places in ends), ends)


@dataclass(frozen=True)
class Attention(Shares):
    """How much the text's last token looks at each token of the response, in the last layer, the mean over heads.

    The last token is what a scalar head scores: what it read to score a response is what the response is paid for. The
    model tells it in the pass that scores, so that it costs nothing more. Prompt and template fall out. Tokens are the
    encoder's; ``Scores.to`` takes their rewards to other units. Attention is where a model looked, not what mattered:
    compare with ``Permuted``.

    Source: Chan et al. 2024, "Dense Reward for Free" (arXiv 2402.00782), where the text ends with the response; here a
    template may end it.
    """

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Dense:
        if scores.attention is None:
            raise GuerdonError(
                "the scores do not say where the model looked: read responses by CausalEncoder(..., attention=True), and "
                "put Redistribute right after the model, for a sum of rewards has no attention of its own"
            )
        return scores.attention


@dataclass(frozen=True)
class Permuted(Shares):
    """The same weights, given to the units of each response by chance: what it is worth to know which unit is which."""

    shares: Shares
    seed: int = 0

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Dense:
        dense = self.shares(scores, batch)
        orders = [
            np.random.default_rng([self.seed, int(example.identity, 16)]).permutation(len(units))
            for example, units in zip(batch, dense.values, strict=True)
        ]
        return replace(
            dense, values=tuple(u[torch.from_numpy(order)] for u, order in zip(dense.values, orders, strict=True))
        )


@dataclass(frozen=True)
class Redistribute(Transform[Sequence[Example]]):
    """r_t = beta alpha_t r + (1 - beta) r [t = T], alpha the shares of the units, so that sum_t r_t = r.

    >>> dense = model >> Redistribute(Attention())

    The return of an episode is the same for every beta if nothing is discounted; only where on the way it is paid
    differs. alpha is known when the response is complete, so that it is no potential of a prefix: with a discount below
    1, or values that are bootstrapped from a part of the way, the objective is another. Clip and scale the reward
    before, not its units. The last unit gets what the others leave, and no rounding is lost. A response without units
    keeps its reward and has no dense one. beta = 0 pays all at the end; gradients flow.

    Source: Chan et al. 2024, "Dense Reward for Free in Reinforcement Learning from Human Feedback" (arXiv 2402.00782).
    """

    shares: Shares = field(default_factory=Uniform)
    beta: float = 0.8

    paper = Paper(
        "chan2024dense", "Dense Reward for Free in Reinforcement Learning from Human Feedback",
        "Chan, Alex J. and Sun, Hao and Holt, Samuel and van der Schaar, Mihaela", 2024, arxiv="2402.00782",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not 0 <= self.beta <= 1:
            raise ValueError(f"Redistribute(beta={self.beta}): expected a share from 0 to 1")

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Scores:
        dense = self.shares(scores, batch)
        rows = zip(dense.values, scores.values, strict=True)
        return replace(scores, dense=replace(dense, values=tuple(self.handed(units, whole) for units, whole in rows)))

    def handed(self, weights: Float[Tensor, "_t"], whole: Float[Tensor, ""]) -> Float[Tensor, "_t"]:
        """The rewards of the units of one response."""
        if not len(weights):
            return whole.new_zeros(0)
        weights = weights.to(whole)
        before = self.beta * whole * weights[:-1] / weights.sum()
        return torch.cat([before, (whole - before.sum())[None]])
