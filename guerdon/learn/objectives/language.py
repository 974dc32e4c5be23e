"""Keeping a language model: terms that read how probable the model finds the responses."""

from dataclasses import dataclass

from torch.nn.functional import logsigmoid

from guerdon.errors import GuerdonError
from guerdon.learn.batch import Batch, ComparisonBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Comparisons, Records

GRM = Paper(
    "yang2024regularizing", "Regularizing Hidden States Enables Learning Generalizable Reward Model for LLMs",
    "Yang, Rui and Ding, Ruomeng and Lin, Yong and Zhang, Huan and Zhang, Tong", 2024, arxiv="2406.10216",
)  # fmt: skip
DPO = Paper(
    "rafailov2023direct", "Direct Preference Optimization: Your Language Model is Secretly a Reward Model",
    "Rafailov, Rafael and others", 2023, arxiv="2305.18290",
)  # fmt: skip


@dataclass(frozen=True)
class Likelihood(Objective[Batch]):
    """The negative log-likelihood of every response, in nats a token: how a language model is trained.

        loss = -sum_i log p(y_i | x_i) / sum_i |y_i|

    Ratings without values serve as plain text to learn from.
    """

    def __call__(self, model: Forward, batch: Batch) -> Loss:
        said = model.scores(batch.responses).vectors
        loss = -said["logprob"].sum() / said["tokens"].sum().clamp_min(1)
        return Loss(loss, {"likelihood": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        speaks(model, "Likelihood")


@dataclass(frozen=True)
class KeepLanguage(Objective[ComparisonBatch]):
    """The log-sigmoid of the chosen response's likelihood, so that states do not collapse to what preferences need.

        loss = mean_w( -log sigmoid(beta * log p(y_chosen | x)) )

    log p is the sum over the response's tokens: the term weighs more on long responses.

    Source: the SFT regulariser of Yang et al. 2024 (arXiv 2406.10216), its default.
    """

    beta: float = 0.1
    paper = GRM

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        chosen, _ = model.scores(batch.responses).vectors["logprob"].chunk(2)
        loss = batch.mean(-logsigmoid(self.beta * chosen))
        return Loss(loss, {"keep_language": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        speaks(model, "KeepLanguage")
        compares(records, "KeepLanguage")


@dataclass(frozen=True)
class PreferLanguage(Objective[ComparisonBatch]):
    """Preferences on the language model itself: DPO, with or without its reference.

        loss = mean_w( -log sigmoid(beta * (log p(y_c) - log p(y_r) - log p_0(y_c) + log p_0(y_r))) )

    The terms of p_0, the model before training, are there with ``reference`` alone.

    Source: Rafailov et al. 2023 (arXiv 2305.18290); as a regulariser Yang et al. 2024 (arXiv 2406.10216).
    """

    beta: float = 0.1
    reference: bool = True
    papers = (DPO, GRM)

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        said = model.scores(batch.responses).vectors
        ratio = said["logprob"] - said["reference"] if self.reference else said["logprob"]
        chosen, rejected = ratio.chunk(2)
        loss = batch.mean(-logsigmoid(self.beta * (chosen - rejected)))
        return Loss(loss, {"prefer_language": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        speaks(model, "PreferLanguage")
        compares(records, "PreferLanguage")
        if self.reference and not getattr(model.encoder, "reference", False):
            raise GuerdonError(
                "PreferLanguage compares with the model before training, which the encoder does not keep: "
                "make it with reference=True, or fit PreferLanguage(reference=False)"
            )


def speaks(model: RewardModel, name: str) -> None:
    """Raises a GuerdonError where an encoder is no language model that trains."""
    encoder = model.encoder
    if encoder.frozen:
        raise GuerdonError(f"{name} trains a language model, and {encoder.name} is frozen: use a CausalEncoder")
    if not getattr(encoder, "language", False):
        raise GuerdonError(
            f"{name} needs the probabilities of tokens, which {type(encoder).__name__} does not give: "
            "use CausalEncoder(..., language=True)"
        )


def compares(records: Records, name: str) -> None:
    """Raises a GuerdonError where records are no comparisons."""
    if not isinstance(records, Comparisons):
        raise GuerdonError(f"{name} learns from comparisons, got {type(records).__name__.lower()}")
