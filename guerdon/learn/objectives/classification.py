"""Classification: each response by itself is a win or a loss."""

from dataclasses import dataclass

from guerdon.errors import GuerdonError
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.bradley_terry import cross_entropy
from guerdon.papers import Paper
from guerdon.records import Comparisons, Records


@dataclass(frozen=True)
class Classification(Objective[ComparisonBatch]):
    """The log loss of telling winners from losers without seeing what they were compared with.

    With the target t and the weight w of each row, and H(x, t) = -(t log sigmoid(x) + (1 - t) log sigmoid(-x)):

        loss = mean_w( (H(r_chosen, t) + H(r_rejected, 1 - t)) / 2 )

    Any classifier can be trained so, and its logit orders responses as the Bradley-Terry reward does when the pairs
    are drawn at random. Where prompts differ in how good their responses are, it spends its weights on telling easy
    prompts from hard ones, which Bradley-Terry cannot even see.

    Source: Sun et al. 2024, "Rethinking Bradley-Terry Models in Preference-Based Reward Modeling" (arXiv 2411.04991).
    """

    paper = Paper(
        "sun2024rethinking",
        "Rethinking Bradley-Terry Models in Preference-Based Reward Modeling: Foundations, Theory, and Alternatives",
        "Sun, Hao and Shen, Yunyi and Ton, Jean-Francois", 2024, arxiv="2411.04991",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        chosen, rejected = model.scores(batch.responses).values.chunk(2)
        target, weight = (batch.column(name).to(chosen.device) for name in ("target", "weight"))
        losses = (cross_entropy(chosen, target) + cross_entropy(rejected, 1 - target)) / 2
        loss = (weight * losses).sum() / weight.sum()
        return Loss(loss, {"classification": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Comparisons):
            raise GuerdonError(
                f"Classification learns from comparisons, got {type(records).__name__.lower()}: use Regression"
            )
