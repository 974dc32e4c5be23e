"""Preferences of people who choose by their density raised to a power: scores that are log-densities."""

from collections.abc import Callable
from dataclasses import dataclass

from guerdon.errors import GuerdonError
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.bradley_terry import BradleyTerry, cross_entropy
from guerdon.papers import Paper
from guerdon.records import Records


@dataclass(frozen=True)
class PreferenceBehaviour(Objective[ComparisonBatch]):
    """The negative log-likelihood of preferences under P(a > b) = f(a) / (f(a) + f(b)), f(y) = exp(k(y) r(y)).

        loss = mean_w( cross-entropy(target, sigmoid(k_chosen r_chosen - k_rejected r_rejected)) )

    With k the power of the annotators' density p, r is log p, where Bradley-Terry, which is k = 1, would learn k log p. A
    constant k is a temperature; with k = 1 / length long responses are judged by their mean, and who reads plain
    Bradley-Terry as a log-density takes the long ones for likelier than they are.

    Preferences know r up to c / k(y), one c for all responses to a prompt. Scores that are log-likelihoods of a model
    need no more; free ones are normalised by ``guerdon.audit.choice_density(k r, k)``. The model's ``prefer`` speaks of
    drawing, not of choosing: sigmoid(r_a - r_b) is the odds of the two responses to be said.

    Source: the preference behaviour distributions of Dumoulin et al. 2023, "A density estimation perspective on learning
    from pairwise human preferences" (arXiv 2311.14115).
    """

    power: Callable[[str], float]
    """k, of the text of a response; above 0."""

    paper = Paper(
        "dumoulin2023density", "A density estimation perspective on learning from pairwise human preferences",
        "Dumoulin, Vincent and Johnson, Daniel D. and Castro, Pablo Samuel and Larochelle, Hugo and Dauphin, Yann",
        2023, arxiv="2311.14115",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        values = model.scores(batch.responses).values
        chosen, rejected = (batch.attribute(self.power).to(values) * values).chunk(2)
        loss = batch.mean(cross_entropy(chosen - rejected, batch.column("target").to(values)))
        return Loss(loss, {"preference_behaviour": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        BradleyTerry().check(model, records)
        for row in records:
            for side in (row.chosen, row.rejected):
                if not self.power(side.response) > 0:
                    raise GuerdonError(
                        f"the power of the response {side.response[:40]!r} is {self.power(side.response):g}, expected above 0"
                    )
