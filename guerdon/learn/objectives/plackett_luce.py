"""Plackett-Luce: whole rankings, the best picked first, then the best of what is left."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.batch import RankingBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Rankings, Records


@dataclass(frozen=True)
class PlackettLuce(Objective[RankingBatch]):
    """The negative log-likelihood of rankings in which each place goes to one of those left, by softmax of the rewards.

        loss = mean_w( -1 / (picks) * sum_i ( r_i - log sum_{j : rank_j >= rank_i} exp r_j ) )

    over every response i that some other does not beat it to last place. Tied responses each count as picked from among
    themselves and all that rank lower (Breslow's approximation). Of two responses it is Bradley-Terry. The mean over
    the picks of a ranking lets long ones weigh no more than short ones.

    Sources: Plackett 1975, "The Analysis of Permutations"; for rewards Rafailov et al. 2023 (arXiv 2305.18290).
    """

    paper = Paper(
        "plackett1975analysis", "The Analysis of Permutations", "Plackett, Robin L.", 1975, venue="Applied Statistics"
    )

    def __call__(self, model: Forward, batch: RankingBatch) -> Loss:
        values = model.scores(batch.responses).values
        ranks = batch.ranks.to(values.device)
        losses = [
            listwise(own, places)
            for own, places in zip(values.split(batch.sizes), ranks.split(batch.sizes), strict=True)
        ]
        loss = batch.mean(torch.stack(losses))
        return Loss(loss, {"plackett_luce": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Rankings):
            raise GuerdonError(
                f"PlackettLuce learns from rankings, got {type(records).__name__.lower()}: use "
                f"{'Regression' if type(records).__name__ == 'Ratings' else 'BradleyTerry'}"
            )
        if model.pairwise:
            raise GuerdonError(
                f"PlackettLuce picks by one score for each response, and {type(model.head).__name__} compares pairs: "
                "make comparisons of the rankings and use BradleyTerry"
            )
        if all(len(set(ranks)) == 1 for ranks in records.data["ranks"][:]):
            raise GuerdonError("every ranking is one tie: there is nothing to learn from")


def listwise(values: Float[Tensor, "n"], ranks: Float[Tensor, "n"]) -> Float[Tensor, ""]:
    """The mean negative log-likelihood of the picks of one ranking; 0 where all are tied."""
    left = ranks[None, :] >= ranks[:, None]
    picked = ranks < ranks.max()
    if not bool(picked.any()):
        return 0 * values.sum()
    total = torch.logsumexp(values[None, :].masked_fill(~left, -torch.inf), dim=1)
    return (total - values)[picked].mean()
