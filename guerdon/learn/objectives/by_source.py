"""Several sources of preferences in one loss, and how much each of them counts."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.descent import min_norm_weights
from guerdon.errors import GuerdonError
from guerdon.learn.batch import Batch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Records
from guerdon.types import Example, Scores

Slopes = Callable[[], Float[Tensor, "sources weights"]]
"""Computes the gradient of each source's loss with respect to the head's weights."""


class SourceWeights(ABC):
    """How much each source of a batch counts. To add a way, subclass."""

    @abstractmethod
    def __call__(self, losses: Float[Tensor, "sources"], slopes: Slopes) -> Float[Tensor, "sources"]:
        """Weights that sum to 1, from the loss of each source and, if asked for, their gradients."""


@dataclass(frozen=True)
class Evenly(SourceWeights):
    """All sources count the same, however many rows each has in the batch."""

    def __call__(self, losses: Float[Tensor, "sources"], slopes: Slopes) -> Float[Tensor, "sources"]:
        return torch.full_like(losses, 1 / len(losses))


@dataclass(frozen=True)
class Worst(SourceWeights):
    """The sources with the highest losses count most: softmax(loss / temperature).

    Source: the exponentiated weights of Sagawa et al. 2020, "Distributionally Robust Neural Networks" (arXiv
    1911.08731), of one batch instead of all before.
    """

    temperature: float = 0.1
    """In nats; towards 0 the worst source alone counts."""

    def __call__(self, losses: Float[Tensor, "sources"], slopes: Slopes) -> Float[Tensor, "sources"]:
        return torch.softmax(losses / self.temperature, dim=0)


@dataclass(frozen=True)
class MinNorm(SourceWeights):
    """The weights under which the step is a descent for every source: the shortest mixture of their gradients.

    Of gradients of length 1 (``unit``) the direction alone counts, so that no source weighs less for being louder; a
    source that pulls against the others then weighs most, and one that the others serve already may weigh nothing. Two
    gradients of length 1 always weigh half each: with two sources use ``Evenly``, or keep the lengths.

    Source: Zeng et al. 2023, "On Diversified Preferences of Large Language Model Alignment" (arXiv 2312.07401). The
    paper averages gradients over steps with 0.99 of the newest, which is the newest but for a hundredth; here it is the
    newest, so that a step follows from its batch alone and a run that was killed resumes exactly.
    """

    unit: bool = True
    """Whether gradients are brought to length 1 first."""

    paper = Paper(
        "zeng2023diversified", "On Diversified Preferences of Large Language Model Alignment",
        "Zeng, Dun and Dai, Yong and Cheng, Pengyu and others", 2023, arxiv="2312.07401",
    )  # fmt: skip

    def __call__(self, losses: Float[Tensor, "sources"], slopes: Slopes) -> Float[Tensor, "sources"]:
        rows = slopes().detach().double()
        if self.unit:
            rows = torch.nn.functional.normalize(rows, dim=1)
        return torch.from_numpy(min_norm_weights((rows @ rows.T).cpu().numpy())).to(losses)


@dataclass(frozen=True)
class BySource(Objective[Batch]):
    """Another objective on each source by itself, and the weighted sum of what it says.

        loss = sum_i w_i objective(rows of source i)

    The sources are those of the batch: give batches in which each has some rows, as ``guerdon.feedback.even`` makes them.
    Where nothing learns (validation) all sources count the same, so that runs under unlike weights are compared by one
    measure. The weights are taken as constants, and are the loss's parts ``weight/<source>``.
    """

    objective: Objective
    how: SourceWeights

    def __call__(self, model: Forward, batch: Batch) -> Loss:
        scores = model.scores(batch.responses)
        place = {example.identity: row for row, example in enumerate(batch.responses)}

        def known(examples: Sequence[Example]) -> Scores:
            return scores[torch.tensor([place[example.identity] for example in examples])]

        names = sorted({row.source for row in batch.rows})
        each = [type(batch)([row for row in batch.rows if row.source == name]) for name in names]
        losses = torch.stack([self.objective(Forward(model.model, known), rows).total for rows in each])
        how = self.how if torch.is_grad_enabled() else Evenly()
        weights = how(losses.detach(), lambda: slopes(model.model, losses))
        parts = {f"weight/{name}": weight for name, weight in zip(names, weights, strict=True)}
        return Loss(weights @ losses, parts)

    def check(self, model: RewardModel, records: Records) -> None:
        sources = {row.source for row in records}
        if None in sources or len(sources) < 2:
            found = "some rows name none" if None in sources else f"all rows are of {next(iter(sources), 'none')!r}"
            raise GuerdonError(f"BySource weighs at least two sources, and {found}: set source, or fit without it")
        self.objective.check(model, records)


def slopes(model: RewardModel, losses: Float[Tensor, "sources"]) -> Float[Tensor, "sources weights"]:
    """The gradient of each loss with respect to the weights of the head, as one row."""
    weights = [weight for weight in model.head.parameters() if weight.requires_grad]
    rows = []
    for loss in losses:
        found = torch.autograd.grad(loss, weights, retain_graph=True, allow_unused=True, materialize_grads=True)
        rows.append(torch.cat([slope.flatten() for slope in found]))
    return torch.stack(rows)
