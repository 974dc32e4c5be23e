"""Outcome labels: each response by itself is right or wrong."""

from dataclasses import dataclass

import torch

from guerdon.errors import GuerdonError
from guerdon.learn.batch import RatingBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.bradley_terry import cross_entropy
from guerdon.papers import Paper
from guerdon.records import Ratings, Records


@dataclass(frozen=True)
class OutcomeLabels(Objective[RatingBatch]):
    """The log loss of the score as a logit, against a rating from 0 to 1.

        loss = mean_w( -(y log sigmoid(r) + (1 - y) log sigmoid(-r)) )

    Source: the verifiers of Cobbe et al. 2021, "Training Verifiers to Solve Math Word Problems" (arXiv 2110.14168).
    """

    attribute: str = "correct"
    """Which rating."""

    paper = Paper(
        "cobbe2021training", "Training Verifiers to Solve Math Word Problems", "Cobbe, Karl and others",
        2021, arxiv="2110.14168",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: RatingBatch) -> Loss:
        logits = model.scores(batch.responses).values
        labels = torch.tensor([row.values[self.attribute] for row in batch.rows]).to(logits)
        loss = batch.mean(cross_entropy(logits, labels))
        return Loss(loss, {"outcome_labels": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Ratings):
            raise GuerdonError(f"OutcomeLabels learns from ratings, got {type(records).__name__.lower()}")
        labels = [row.values.get(self.attribute) for row in records]
        if None in labels:
            raise GuerdonError(
                f"OutcomeLabels reads the rating {self.attribute!r}, which {labels.count(None):,} of {len(labels):,} "
                "rows do not have"
            )
        beyond = [label for label in labels if label is not None and not 0 <= label <= 1]
        if beyond:
            raise GuerdonError(f"OutcomeLabels takes ratings from 0 to 1, and one is {beyond[0]:g}: use Regression")
        if len(set(labels)) == 1:
            raise GuerdonError(f"every label is {labels[0]:g}: there is nothing to learn from")
