"""Labels of several kinds at once, each learned by a part of its own."""

from dataclasses import dataclass

import torch

from guerdon.errors import GuerdonError
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.bradley_terry import BradleyTerry, cross_entropy
from guerdon.learn.objectives.parts import require_parts
from guerdon.records import Comparisons, Records


@dataclass(frozen=True)
class SourceParts(Objective[ComparisonBatch]):
    """Bradley-Terry on the part of the scores that each comparison's source names.

        loss = mean_w( -log sigmoid(r_s(chosen) - r_s(rejected)) ),  s the source of the row

    Use it where one judge says who shows more empathy and another who argues better: with parts that share no weights
    that move (the experts of an ``ExpertsHead`` whose base is frozen) it fits each to its own labels, in one go.

    Source: Bradley & Terry 1952; the labels by capability are those of Quan 2024, "DMoERM" (arXiv 2403.01197).
    """

    paper = BradleyTerry.paper

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        parts = model.scores(batch.responses).parts
        places = {name: place for place, name in enumerate(parts)}
        own = torch.tensor([places[str(row.source)] for row in batch.rows])
        chosen, rejected = torch.stack(list(parts.values())).chunk(2, dim=1)
        gap = (chosen - rejected)[own, torch.arange(len(batch))]
        loss = batch.mean(cross_entropy(gap, batch.column("target").to(gap)))
        return Loss(loss, {"source_parts": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Comparisons):
            raise GuerdonError(f"SourceParts learns from comparisons, got {type(records).__name__.lower()}")
        sources: list[str | None] = records.data["source"][:] if "source" in records.data.column_names else [None]
        named = [source for source in dict.fromkeys(sources) if source is not None]
        if None in sources:
            raise GuerdonError("SourceParts reads which part a comparison is for from its source, and some have none")
        require_parts("SourceParts learns", tuple(named), model, records)
