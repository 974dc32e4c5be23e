"""Regression: the score should be the rating."""

from dataclasses import dataclass

import torch

from guerdon.errors import GuerdonError
from guerdon.learn.batch import RatingBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Comparisons, Ratings, Records


@dataclass(frozen=True)
class Regression(Objective[RatingBatch]):
    """The squared error of one rated attribute.

        loss = mean_w( (r - rating)^2 )

    Source: Wang et al. 2024, "HelpSteer2" (arXiv 2406.08673).
    """

    attribute: str | None = None
    """Which rating; the overall one when not given: ``overall``, ``rating``, ``helpfulness``, or the mean of all."""

    paper = Paper(
        "wang2024helpsteer2", "HelpSteer2: Open-source dataset for training top-performing reward models",
        "Wang, Zhilin and others", 2024, arxiv="2406.08673",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: RatingBatch) -> Loss:
        scores = model.scores(batch.responses)
        name = self.attribute
        ratings = torch.tensor([row.values[name] if name else row.overall for row in batch.rows]).to(scores.values)
        loss = batch.mean((scores.values - ratings) ** 2)
        return Loss(loss, {"regression": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Ratings):
            fits = "BradleyTerry" if isinstance(records, Comparisons) else "PlackettLuce"
            raise GuerdonError(f"Regression learns from ratings, got {type(records).__name__.lower()}: use {fits}")
        lacking = [row for row in records if self.attribute and self.attribute not in row.values]
        if lacking:
            raise GuerdonError(
                f"Regression reads the rating {self.attribute!r}, which {len(lacking):,} of {len(records):,} rows do not "
                f"have; the first has: {', '.join(lacking[0].values)}"
            )
        ratings = {row.values[self.attribute] if self.attribute else row.overall for row in records}
        if len(ratings) == 1:
            raise GuerdonError(f"every rating is {ratings.pop():g}: there is nothing to learn from")
