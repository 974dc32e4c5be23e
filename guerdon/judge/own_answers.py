"""Judges who meet their own answers: their votes on these left out, or corrected by what they are known to add."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.papers import Paper
from guerdon.reward import PairReward, Reward
from guerdon.statistics import Estimate, mean_interval
from guerdon.types import Example, Scores

paper = Paper(
    "panickssery2024llm", "LLM Evaluators Recognize and Favor Their Own Generations",
    "Panickssery, Arjun and Bowman, Samuel R. and Feng, Shi", 2024, arxiv="2404.13076",
)  # fmt: skip
OWN = "it does not vote on answers of its own model"


@dataclass(frozen=True)
class WithoutOwn(PairReward):
    """A judge that has no verdict where exactly one of two responses is its own model's: nan, with that reason.

    Who wrote a response is in its meta; of one without an author nothing is left out. Of two of its own it may judge, for
    what it adds to both goes out.
    """

    judge: Reward[Sequence[Example]]
    model: str
    """What the judge's model is called in the meta of responses."""
    key: str = "model"
    """Where in the meta the author stands."""

    papers = (paper,)

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.judge,)

    @property
    def symmetric(self) -> bool:
        return self.judge.symmetric

    def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
        own = sides(first, second, self.model, self.key) != 0
        asked = (~own).nonzero().flatten().tolist()
        said = self.judge.verdicts([first[row] for row in asked], [second[row] for row in asked])
        values = torch.full((len(first),), torch.nan)
        values[asked] = said.values.float()
        errors: list[str | None] = [OWN] * len(first)
        for row, why in zip(asked, said.errors or [None] * len(asked), strict=True):
            errors[row] = why
        return Scores(values, errors=tuple(errors) if any(errors) else None)


@dataclass(frozen=True)
class LessSelf(PairReward):
    """v = p - bias where the first response alone is the judge's own, p + bias where the second is; within 0 and 1."""

    judge: Reward[Sequence[Example]]
    model: str
    bias: float
    """What being its own is worth, in units of probability, as ``self_bias`` estimates it."""
    key: str = "model"

    papers = (paper,)

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.judge,)

    @property
    def symmetric(self) -> bool:
        return self.judge.symmetric

    def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
        said = self.judge.verdicts(first, second)
        side = sides(first, second, self.model, self.key)
        return replace(said, values=(said.values - self.bias * side).clamp(0, 1), parts={})


def sides(first: Sequence[Example], second: Sequence[Example], model: str, key: str = "model") -> Float[Tensor, "n"]:
    """1 where a model wrote the first of two responses alone, -1 where it wrote the second alone, else 0."""
    wrote = [
        (float(a.meta.get(key) == model), float(b.meta.get(key) == model)) for a, b in zip(first, second, strict=True)
    ]
    return torch.tensor([a - b for a, b in wrote], dtype=torch.float32)


def self_bias(votes: Float[Tensor, "n"], others: Float[Tensor, "n"], side: Float[Tensor, "n"]) -> Estimate:
    """How much more a judge prefers its own model's answers than others do, on the pairs where one answer is its own.

        mean over these pairs of side (v - o)

    The difference holds what the answers are worth constant as far as the others see it, so that a model whose answers are
    better is not taken for a vain one. Others who share the judge's taste, as models of one family do, hide its bias.

    Args:
        votes: the judge's v, of the first response.
        others: o, such as the mean vote of the rest of a panel.
        side: as ``sides`` gives it.

    Raises:
        ValueError: there is no such pair that both have a verdict on.
    """
    gap = side * (votes - others)
    known = gap[(side != 0) & ~gap.isnan()].double().numpy()
    if not len(known):
        raise ValueError("no pair with one answer of the judge's own has verdicts of it and of others")
    return mean_interval(known)
