"""What a user says of some pairs should tell what he says of others."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.heads.user_set import SetHead, VariationalHead
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.annealing import Annealing
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.bradley_terry import cross_entropy
from guerdon.records import Comparisons, Records


@dataclass(frozen=True)
class InferUser(Objective[ComparisonBatch]):
    """Bradley-Terry on each comparison with a latent that is inferred from others of the same annotator in the batch.

        loss = mean_w( -log sigmoid(r(x_chosen, z) - r(x_rejected, z)) + kl * factor * KL(q(z | C) || N(0, I)) )

    C is drawn anew in each step, of a random size from nothing to ``context``, and never holds the comparison itself: a
    set that did would let the encoder copy its answer. Batches must be large enough for annotators to have several rows
    in one; on validation data the sets are as large as they can be, and fixed.

    It needs a ``SetHead``, whose ``kl`` must be 0, or a ``VariationalHead``, and steps on batches (``FineTune``): what
    it draws anew is nothing for a line search to follow.

    Source: Poddar et al. 2024, "Personalizing RLHF with Variational Preference Learning" (arXiv 2408.10075), who fix a
    context for each row of the data.
    """

    context: int = 8
    """The most comparisons of a set."""
    kl: float = 1e-4
    """The weight of the divergence; 0 to leave it out."""
    annealing: Annealing = field(default_factory=Annealing)

    papers = VariationalHead.papers

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        head = model.model.head
        assert isinstance(head, SetHead), "check() has seen to it"
        chosen, rejected = model.scores(batch.responses).vectors["features"].chunk(2)
        target = batch.column("target").to(chosen)
        wins = target[:, None] >= 0.5
        read = head.read(torch.where(wins, chosen, rejected), torch.where(wins, rejected, chosen))
        sets, there = contexts([row.annotator for row in batch.rows], self.context, at_random=head.training)
        belief = head.believe(read[sets], there.to(read.device))
        latents = head.draw(belief)
        gap = head.decode(chosen, latents) - head.decode(rejected, latents)
        fit = batch.mean(cross_entropy(gap, target))
        if not self.kl:
            return Loss(fit, {"bradley_terry": fit.detach()})
        divergence = batch.mean(belief.divergence)
        total = fit + self.kl * self.annealing.factor(model.done) * divergence
        return Loss(total, {"bradley_terry": fit.detach(), "kl": divergence.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Comparisons):
            raise GuerdonError(f"InferUser learns from comparisons, got {type(records).__name__.lower()}")
        if not isinstance(model.head, SetHead):
            raise GuerdonError(f"InferUser needs a SetHead or a VariationalHead, got {type(model.head).__name__}")
        if self.kl and not isinstance(model.head, VariationalHead):
            raise GuerdonError("a SetHead believes in one point, which has no divergence: use InferUser(kl=0)")
        named = records.data["annotator"][:] if "annotator" in records.data.column_names else [None]
        known = [name for name in named if name is not None]
        if len(set(known)) == len(known):
            raise GuerdonError("InferUser reads who said what, and no annotator has two comparisons here")


def contexts(
    annotators: Sequence[str | None], most: int, at_random: bool
) -> tuple[Int[Tensor, "n m"], Bool[Tensor, "n m"]]:
    """For each row some other rows of its annotator, and which of these places are taken.

    Args:
        annotators: of the rows; a row of nobody has no context.
        most: the largest set.
        at_random: whether sizes are drawn too, from 0 to ``most``, and all is drawn anew with each call.
    """
    places = {name: place for place, name in enumerate(dict.fromkeys(annotators))}
    owner = torch.tensor([places[name] for name in annotators])
    others = (owner[:, None] == owner) & ~torch.eye(len(owner), dtype=torch.bool)
    others &= torch.tensor([name is not None for name in annotators])
    generator = None if at_random else torch.Generator().manual_seed(0)
    order = torch.rand(others.shape, generator=generator).masked_fill(~others, -1.0)
    found = order.topk(min(most, len(owner)), dim=1)
    there = found.values >= 0
    if at_random:
        there &= torch.arange(there.shape[1]) < torch.randint(most + 1, (len(owner), 1))
    return found.indices, there
