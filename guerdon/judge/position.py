"""Judges of pairs whose answer depends on which response is shown first: asked in both orders, or corrected in one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.reward import PairReward, Reward
from guerdon.statistics import Estimate, mean_interval
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class BothOrders(PairReward):
    """v(a, b) = (p(a, b) + 1 - p(b, a)) / 2: what being shown first adds goes out, whatever it is for this pair.

    It takes two questions a pair. ``parts`` has each order alone, ``forth`` and ``back``, both as the probability of the
    first response, so that ``position_bias`` can be told from them. ``PairwiseJudge`` does this for itself, with its own
    rule for orders that disagree; here what is half for one and half for the other is 0.5 as well.
    """

    judge: Reward[Sequence[Example]]

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.judge,)

    @property
    def symmetric(self) -> bool:
        """It asks in both orders itself."""
        return True

    def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
        forth, back = self.judge.verdicts(first, second), self.judge.verdicts(second, first)
        errors = tuple(
            a or b for a, b in zip(forth.errors or [None] * len(forth), back.errors or [None] * len(back), strict=True)
        )
        return Scores(
            0.5 + (forth.values - back.values) / 2,
            parts={"forth": forth.values, "back": 1 - back.values},
            errors=errors if any(errors) else None,
        )


@dataclass(frozen=True)
class LessPosition(PairReward):
    """v(a, b) = p(a, b) - bias in one order by chance, within 0 and 1: half the questions of ``BothOrders``.

    The bias is what being shown first is worth on average, as ``position_bias`` tells of some pairs that were asked in both
    orders. It is right on average and wrong for pairs where position counts more or less than usual; a verdict without
    shades stays on its side unless the bias is beyond one half. Which response is shown first follows from the two texts
    alone, so that v(b, a) = 1 - v(a, b).
    """

    judge: Reward[Sequence[Example]]
    bias: float
    """In units of probability, positive where what is shown first gains."""

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.judge,)

    @property
    def symmetric(self) -> bool:
        """It says itself which of two is shown first."""
        return True

    def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
        turned = torch.tensor([drawn(a, b) for a, b in zip(first, second, strict=True)], dtype=torch.bool)
        shown = [(b, a) if turn else (a, b) for a, b, turn in zip(first, second, turned.tolist(), strict=True)]
        said = self.judge.verdicts([a for a, _ in shown], [b for _, b in shown])
        fair = (said.values - self.bias).clamp(0, 1)
        return replace(said, values=torch.where(turned, 1 - fair, fair), parts={})


def drawn(first: Example, second: Example) -> bool:
    """Whether the second of two responses is shown first: even odds, and the other way round for the other order."""
    low, high = sorted((first.identity, second.identity))
    heads = bool(np.random.default_rng([int(low, 16), int(high, 16)]).integers(2))
    return heads == (first.identity == low)


def position_bias(verdicts: Scores) -> Estimate:
    """What being shown first is worth, from the two orders of some pairs: the mean of (forth - back) / 2, its interval.

    Args: verdicts: of ``BothOrders`` or of a ``PairwiseJudge``; pairs of which one order failed do not count.

    Raises:
        KeyError: they have no parts ``forth`` and ``back``.
        ValueError: no pair has both.
    """
    gap: Float[Tensor, "n"] = (verdicts.parts["forth"] - verdicts.parts["back"]) / 2
    known = gap[~gap.isnan()].double().numpy()
    if not len(known):
        raise ValueError("no pair was judged in both orders, so that nothing is known of what position is worth")
    return mean_interval(known)
