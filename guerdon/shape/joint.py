"""Rewards of different things as one, each kept as a part under its name."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import logsigmoid

from guerdon.reward import Batch, Reward
from guerdon.shape.ensemble import Combination, first_errors
from guerdon.types import Scores


@dataclass(frozen=True)
class Product(Combination):
    """The product of the members: a response must have some of everything. What is below 0 counts as 0.

    Without that bound two bad sides would make a good response. Of probabilities of independent events it is the
    probability of all.
    """

    def __call__(self, values: Float[Tensor, "members n"]) -> Float[Tensor, "n"]:
        return values.clamp_min(0).prod(0)


@dataclass(frozen=True)
class Conjunction(Combination):
    """sum_i log sigmoid(r_i): the log of the probability to be good in everything, of rewards that are log odds.

    The properties count as independent given the response: two rewards that say the same count twice. It is at most
    the least of its terms.

    Source: Wang et al. 2024 (arXiv 2402.00742), whose rewards are first measured against a reference (``Contrast``).
    """

    def __call__(self, values: Float[Tensor, "members n"]) -> Float[Tensor, "n"]:
        return logsigmoid(values).sum(0)


@dataclass(frozen=True)
class Joint(Reward[Batch]):
    """r = how(r_1, ..., r_m) over rewards of different things; each value is a part under its name.

    >>> reward = Joint({"length": long, "relevance": near, "repetition": distinct}, Product())
    >>> both = Joint({"helpful": helpful, "safe": safe}, Worst())

    ``Worst`` makes it as good as its worst side, ``Product`` and ``Conjunction`` a probability of all. Parts that the
    members have of their own are kept too, those of one name added, as in a sum. A response that one member fails on
    has failed. Members that measure the same thing several times are an ``Ensemble``.
    """

    members: Mapping[str, Reward[Batch]]
    """At least two, by name."""
    how: Combination

    def __post_init__(self) -> None:
        if len(self.members) < 2:
            raise ValueError(f"a joint reward needs at least 2 members, got {len(self.members)}")

    @property
    def operands(self) -> tuple[Reward[Batch], ...]:
        return tuple(self.members.values())

    def score(self, batch: Batch) -> Scores:
        scores = {name: member.score(batch) for name, member in self.members.items()}
        parts: dict[str, Tensor] = {}
        for each in scores.values():
            parts |= {name: parts[name] + part if name in parts else part for name, part in each.parts.items()}
        values = torch.stack([each.values for each in scores.values()])
        parts |= {name: each.values for name, each in scores.items()}
        return Scores(self.how(values), parts=parts, errors=first_errors(list(scores.values())))
