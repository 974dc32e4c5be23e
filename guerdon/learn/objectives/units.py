"""Labels below the level of the response: which tokens, segments or steps are good."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.batch import RatingBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.bradley_terry import cross_entropy
from guerdon.papers import Paper
from guerdon.records import Ratings, Records
from guerdon.types import Dense, Rating


@dataclass(frozen=True)
class UnitLabels(Objective[RatingBatch]):
    """The log loss of each unit's score as a logit, against the label of the span in which the unit ends.

    With the units u of a batch, their labels y in [0, 1], and H(x, y) = -(y log sigmoid(x) + (1 - y) log sigmoid(-x)):

        loss = sum_u w_u H(r_u, y_u) / sum_u w_u,  w_u = 1 or ``bad`` where y_u < 1/2

    Tokens take the label of the span that they are in; larger units must each end where a span does.

    Source: Fu et al. 2024, "TLDR" (arXiv 2410.04734); for steps Lightman et al. 2023 (arXiv 2305.20050).
    """

    bad: float = 1.0
    """How many good units a bad one counts for, where bad ones are rare."""

    paper = Paper(
        "fu2024tldr", "TLDR: Token-Level Detective Reward Model for Large Vision Language Models",
        "Fu, Deqing and others", 2024, arxiv="2410.04734",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: RatingBatch) -> Loss:
        dense = model.scores(batch.responses).dense
        assert dense is not None, "check has seen that the head scores units"
        labels = torch.cat([labels_of(ends, row) for ends, row in zip(dense.ends, batch.rows, strict=True)])
        logits = torch.cat(dense.values)
        labels = labels.to(logits)
        weights = torch.where(labels < 0.5, self.bad, 1.0) * self.spread(batch, dense).to(logits)
        loss = (weights * cross_entropy(logits, labels)).sum() / weights.sum().clamp_min(1e-12)
        return Loss(loss, {"unit_labels": loss.detach()})

    def spread(self, batch: RatingBatch, dense: Dense) -> Float[Tensor, "u"]:
        """The weight of each row, for each of its units."""
        counts = torch.tensor([len(ends) for ends in dense.ends])
        return batch.column("weight").repeat_interleave(counts)

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Ratings):
            raise GuerdonError(f"UnitLabels learns from ratings with spans, got {type(records).__name__.lower()}")
        bare = [row.id for row in records if not row.spans]
        if bare:
            raise GuerdonError(
                f"UnitLabels reads spans, which {len(bare):,} of {len(records):,} ratings do not have; the first: "
                f"{bare[0]}"
            )
        rows = list(records[:8])
        dense = model.score([row.example for row in rows]).dense
        if dense is None:
            raise GuerdonError(f"UnitLabels needs scores of units, which {type(model.head).__name__} does not give")
        if dense.level != "token":
            aligned(rows, dense)


def aligned(rows: Sequence[Rating], dense: Dense) -> None:
    """Raises a GuerdonError where units end elsewhere than the spans that label them."""
    for row, ends in zip(rows, dense.ends, strict=True):
        spans = {end for end, _ in row.spans}
        stray = [end for end in ends.tolist() if end not in spans]
        if stray:
            raise GuerdonError(
                f"{row.id}: a {dense.level} ends at character {stray[0]}, and no labelled span does (they end at "
                f"{', '.join(map(str, sorted(spans)[:5]))}): cut responses as the labels do"
            )


def labels_of(ends: Int[Tensor, "_u"], row: Rating) -> Float[Tensor, "_u"]:
    """The label of each unit: that of the span in which its last character is; the last span's beyond them all."""
    spans = torch.tensor([end for end, _ in row.spans])
    values = torch.tensor([value for _, value in row.spans])
    return values[torch.searchsorted(spans, ends.cpu()).clamp_max(len(spans) - 1)]
