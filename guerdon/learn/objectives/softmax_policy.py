"""The policy gradient of choosing by softmax: scores are what they will be used for."""

from dataclasses import dataclass

import torch

from guerdon.errors import GuerdonError
from guerdon.learn.batch import RatingBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Ratings, Records


@dataclass(frozen=True)
class SoftmaxPG(Objective[RatingBatch]):
    """Minus the rating that a softmax over the scores of each prompt's responses expects to choose.

    With the responses i of a prompt that are in the batch, their scores q and ratings y:

        loss = -mean over prompts( sum_i softmax_i(q / beta) y_i )

    A number that all responses of a prompt share, in score or in rating, changes nothing: no weight is spent on
    telling easy prompts from hard ones. For the same reason a baseline that is subtracted from the ratings, as the
    paper has it, changes the loss by a constant and the gradient not at all, so that there is none here. Prompts whose
    ratings are all alike teach nothing. Give it whole prompts: ``FullBatch``, or batches as large as the data.

    Scores have a scale relative to beta alone; choose the temperature of ``soft_best_of_n`` anew.

    Source: Li et al. 2024, "Q-Probe" (arXiv 2402.14688), equation 6.
    """

    attribute: str = "correct"
    """Which rating."""
    beta: float = 1.0
    """The temperature of the choice."""

    paper = Paper(
        "li2024qprobe", "Q-Probe: A Lightweight Approach to Reward Maximization for Language Models",
        "Li, Kenneth and Jelassi, Samy and Zhang, Hugh and Kakade, Sham and Wattenberg, Martin and Brandfonbrener, David",
        2024, arxiv="2402.14688",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: RatingBatch) -> Loss:
        logits = model.scores(batch.responses).values / self.beta
        group = batch.groups.to(logits.device)
        none = torch.zeros(int(group.max()) + 1).to(logits)
        highest = none.scatter_reduce(0, group, logits.detach(), "amax", include_self=False)
        odds = (logits - highest[group]).exp()
        total = none.index_add(0, group, odds)
        loss = -none.index_add(0, group, odds * batch.rated(self.attribute).to(logits) / total[group]).mean()
        return Loss(loss, {"softmax_pg": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Ratings):
            raise GuerdonError(f"SoftmaxPG learns from ratings, got {type(records).__name__.lower()}")
        said: dict[object, set[float]] = {}
        for row in records:
            if self.attribute not in row.values:
                raise GuerdonError(f"SoftmaxPG reads the rating {self.attribute!r}, which {row.id} does not have")
            said.setdefault(row.example.prompt, set()).add(row.values[self.attribute])
        if all(len(values) == 1 for values in said.values()):
            raise GuerdonError("no prompt has responses of unlike ratings: there is no choice to learn")
