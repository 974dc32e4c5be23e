"""A contrast between two views of each response, so that features spread out over responses."""

from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy, normalize

from guerdon.errors import GuerdonError
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Comparisons, Records


@dataclass(frozen=True)
class Contrast(Objective[ComparisonBatch]):
    """Each vector should be closer to its own second view than to those of the rest of the batch.

    With h_i and h_i' the vectors of two passes that drop out differently, and sim the cosine:

        loss = mean_i( -log( exp(sim(h_i, h_i') / T) / sum_j exp(sim(h_i, h_j') / T) ) )

    It needs dropout, and therefore ``FineTune``; without dropout both views are one.

    Sources: Gao et al. 2021, "SimCSE" (arXiv 2104.08821); in reward models, also on differences, Wang et al. 2024,
    "Secrets of RLHF Part II" (arXiv 2401.06080).
    """

    differences: bool = True
    """Whether i runs over h_chosen - h_rejected of each comparison, or over every response."""
    temperature: float = 0.1
    vector: str = "hidden"
    """Which of the vectors that the head hands out."""

    paper = Paper(
        "gao2021simcse", "SimCSE: Simple Contrastive Learning of Sentence Embeddings",
        "Gao, Tianyu and Yao, Xingcheng and Chen, Danqi", 2021, arxiv="2104.08821",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        passes = (model.scores(batch.responses), model.again(batch.responses))
        views = [said.vectors[self.vector] for said in passes]
        if self.differences:
            views = [torch.sub(*view.chunk(2)) for view in views]
        first, second = (normalize(view, dim=1) for view in views)
        own = torch.arange(len(first), device=first.device)
        loss = cross_entropy(first @ second.T / self.temperature, own)
        return Loss(loss, {"contrast": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Comparisons):
            raise GuerdonError(f"Contrast reads comparisons, got {type(records).__name__.lower()}")
        vectors = model.score([row.chosen for row in records[:1]]).vectors
        if self.vector not in vectors:
            raise GuerdonError(
                f"Contrast compares the vectors {self.vector!r}, which the head does not hand out (it has: "
                f"{', '.join(sorted(vectors)) or 'none'}): use MLPHead(dropout=0.1, shown=True)"
            )
