"""Rao-Kupper: comparisons that may end in a tie, where neither response is better by enough to tell."""

import math
from dataclasses import dataclass

import torch
from torch.nn.functional import logsigmoid

from guerdon.errors import GuerdonError
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Comparisons, Records


@dataclass(frozen=True)
class RaoKupper(Objective[ComparisonBatch]):
    """The negative log-likelihood of comparisons of which a target of 1/2 is a tie, and no doubt about who won.

    With the gap d and the threshold c that it must pass to be seen,

        P(first) = sigmoid(d - c),  P(second) = sigmoid(-d - c),  P(tie) = (e^{2c} - 1) P(first) P(second)

    and a target between is a mixture of the two sides that it lies between. Bradley-Terry, for which c = 0, reads a tie
    as half a win for each, which says that the gap is zero and nothing of how sure that is.

    Source: Rao & Kupper 1967, "Ties in Paired-Comparison Experiments"; for rewards Liu et al. 2024 (arXiv 2410.05328).
    """

    threshold: float = 0.5
    """The gap c in reward that annotators begin to see, more than 0."""

    paper = Paper(
        "rao1967ties", "Ties in Paired-Comparison Experiments: A Generalization of the Bradley-Terry Model",
        "Rao, P. V. and Kupper, L. L.", 1967, venue="Journal of the American Statistical Association",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not self.threshold > 0:
            raise ValueError(f"the threshold is {self.threshold}, expected more than 0: without one nothing ties")

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        scores = model.scores(batch.responses)
        rows = torch.arange(len(scores)).chunk(2)
        gap = model.model.head.gap(scores[rows[0]], scores[rows[1]])
        target = batch.column("target").to(gap)
        first, second = logsigmoid(gap - self.threshold), logsigmoid(-gap - self.threshold)
        tie = math.log(math.expm1(2 * self.threshold)) + first + second
        decided = (2 * target - 1).abs()  # 0 at a tie, 1 at a hard label
        loss = batch.mean(-decided * torch.where(target > 0.5, first, second) - (1 - decided) * tie)
        return Loss(loss, {"rao_kupper": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Comparisons):
            raise GuerdonError(f"RaoKupper learns from comparisons, got {type(records).__name__.lower()}")
        if "probability" in records.data.column_names and set(records.data["probability"][:]) == {0.5}:
            raise GuerdonError("every comparison is a tie: there is nothing to learn from")
