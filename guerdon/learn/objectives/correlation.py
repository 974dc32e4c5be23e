"""Correlation with an attribute of the response, as something to be rid of or to gather."""

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import normalize

from guerdon.errors import GuerdonError
from guerdon.learn.batch import Batch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.parts import require_parts
from guerdon.papers import Paper
from guerdon.records import Records
from guerdon.surface import Attribute, log_words

LEAST = 32
"""Responses below which a correlation is mostly noise."""
ROUND = 0.1
"""How far from 0 the absolute value is rounded, so that second-order steps do not stick at its kink."""
ODIN = Paper(
    "chen2024odin", "ODIN: Disentangled Reward Mitigates Hacking in RLHF",
    "Chen, Lichang and Zhu, Chen and Soselia, Davit and others", 2024, arxiv="2402.07319",
)  # fmt: skip


@dataclass(frozen=True)
class Decorrelate(Objective[Batch]):
    """The linear dependence of one named part on an attribute of the response.

        loss = |rho(r_part, a)|, rho Pearson over every response of the batch, |x| = sqrt(x^2 + 0.01) - 0.1

    Use it beside a part that may follow the attribute (``Correlate``), or the preferences that follow it have nowhere to
    go. It sees no dependence that is not linear. Batches under 32 responses raise, because their rho is noise.

    Source: Chen et al. 2024, "ODIN" (arXiv 2402.07319), equation 5, there with a kink at 0.
    """

    part: str = "quality"
    """The part that is cleaned."""
    attribute: Attribute = log_words
    """What it must not follow: a number of a response's text."""

    paper = ODIN

    def __call__(self, model: Forward, batch: Batch) -> Loss:
        loss = rounded(correlation(model, batch, self.part, self.attribute))
        return Loss(loss, {f"decorrelate {self.part}": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        require_parts("Decorrelate cleans", [self.part], model, records)


@dataclass(frozen=True)
class Correlate(Objective[Batch]):
    """Draws an attribute of the response into one named part.

        loss = 1 - rho(r_part, a), rho Pearson over every response of the batch

    Source: Chen et al. 2024, "ODIN" (arXiv 2402.07319), equation 5, there without the constant 1.
    """

    part: str = "length"
    """The part that is to follow the attribute."""
    attribute: Attribute = log_words
    """A number of a response's text."""

    paper = ODIN

    def __call__(self, model: Forward, batch: Batch) -> Loss:
        loss = 1 - correlation(model, batch, self.part, self.attribute)
        return Loss(loss, {f"correlate {self.part}": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        require_parts("Correlate fills", [self.part], model, records)


def correlation(model: Forward, batch: Batch, part: str, attribute: Attribute) -> Float[Tensor, ""]:
    """Pearson's correlation of a part with an attribute; 0 where either is constant.

    Raises:
        GuerdonError: the batch has too few responses.
    """
    if len(batch.responses) < LEAST:
        raise GuerdonError(
            f"a correlation needs at least {LEAST} responses a batch, got {len(batch.responses)}: raise batch_size"
        )
    scores = model.scores(batch.responses).parts[part]
    return direction(scores) @ direction(batch.attribute(attribute).to(scores))


def direction(column: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
    """The centred column at length 1; a constant one stays 0, with a slope that second-order steps can follow."""
    return normalize(column - column.mean(), dim=0, eps=1e-4)


def rounded(x: Float[Tensor, ""]) -> Float[Tensor, ""]:
    """The absolute value without its kink: sqrt(x^2 + c^2) - c."""
    return (x.square() + ROUND**2).sqrt() - ROUND
