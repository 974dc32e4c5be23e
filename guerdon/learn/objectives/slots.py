"""Slot labels: each choice that is known should be likely."""

from dataclasses import dataclass

import torch

from guerdon.errors import GuerdonError
from guerdon.learn.batch import RatingBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Ratings, Records


@dataclass(frozen=True)
class SlotLabels(Objective[RatingBatch]):
    """The cross-entropy of each slot of a ``FactoredHead``, on the rows that say what it should be.

    A rating's values are the places of the right choices among those of their slots; a slot that a row does not name
    is not learned from it.

        loss = sum_s mean_w( -log p_s(y_s) [s is labelled] )

    Source: Karamcheti et al. 2017, "A Tale of Two DRAGGNs" (arXiv 1707.08668).
    """

    paper = Paper(
        "karamcheti2017tale",
        "A Tale of Two DRAGGNs: A Hybrid Approach for Interpreting Action-Oriented and Goal-Oriented Instructions",
        "Karamcheti, Siddharth and others", 2017, arxiv="1707.08668",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: RatingBatch) -> Loss:
        scores = model.scores(batch.responses)
        parts = {}
        for name, logprobs in scores.vectors.items():
            labels = batch.rated(name).to(logprobs.device)
            known = ~labels.isnan()
            chosen = logprobs.gather(1, labels.nan_to_num().long()[:, None])[:, 0]
            parts[name] = batch.mean(torch.where(known, -chosen, 0.0))
        total = torch.stack(list(parts.values())).sum()
        return Loss(total, {f"slot/{name}": loss.detach() for name, loss in parts.items()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Ratings):
            raise GuerdonError(f"SlotLabels learns from ratings of slots, got {type(records).__name__.lower()}")
        sizes = {
            name: rows.shape[1] for name, rows in model.score([row.example for row in records[:1]]).vectors.items()
        }
        if not sizes:
            raise GuerdonError(
                f"SlotLabels needs a choice for each slot, which {type(model.head).__name__} does not give"
            )
        for row in records:
            wrong = [name for name, value in row.values.items() if value not in range(sizes.get(name, 0))]
            if wrong or not row.values:
                known = ", ".join(f"{name} (0 to {size - 1})" for name, size in sizes.items())
                found = f"{wrong[0]} = {row.values[wrong[0]]:g}" if wrong else "no label"
                raise GuerdonError(f"{row.id}: {found}, expected the place of a value in one of the slots {known}")
