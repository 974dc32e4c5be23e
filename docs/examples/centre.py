"""Centre: rewards that stay around zero, so that those of different models compare."""

from dataclasses import dataclass

from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.model import Forward
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper


@dataclass(frozen=True)
class Centre(Objective[ComparisonBatch]):
    """The squared sum of the two rewards of a comparison.

        loss = mean( (r_chosen + r_rejected)^2 )

    Bradley-Terry leaves the level of the rewards free; a little of this fixes it.

    Source: Eisenstein et al. 2023, "Helping or Herding?" (arXiv 2312.09244).
    """

    paper = Paper(
        "eisenstein2023helping",
        "Helping or Herding? Reward Model Ensembles Mitigate but do not Eliminate Reward Hacking",
        "Eisenstein, Jacob et al.",
        2023,
        arxiv="2312.09244",
    )

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        chosen, rejected = model.scores(batch.responses).values.chunk(2)
        loss = (chosen + rejected).square().mean()
        return Loss(loss, {"centre": loss.detach()})
