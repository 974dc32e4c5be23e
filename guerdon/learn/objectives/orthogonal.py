"""Rows of weights that have nothing in common."""

from dataclasses import dataclass

from torch.nn.functional import cosine_similarity

from guerdon.errors import GuerdonError
from guerdon.learn.batch import Batch
from guerdon.learn.heads import AttributeHead
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.correlation import ODIN, rounded
from guerdon.records import Records


@dataclass(frozen=True)
class Orthogonal(Objective[Batch]):
    """The cosine between the weights of two attributes of a head.

        loss = |w_1 . w_2| / (|w_1| |w_2|), |x| = sqrt(x^2 + 0.01) - 0.1

    On standardised features, whose spreads a fit sets; the rows need not be normalised for it.

    Source: Chen et al. 2024, "ODIN" (arXiv 2402.07319), section 3.2, there for normalised rows alone.
    """

    first: str = "quality"
    second: str = "length"

    paper = ODIN

    def __call__(self, model: Forward, batch: Batch) -> Loss:
        head = model.model.head
        assert isinstance(head, AttributeHead), "check has seen to it"
        rows = dict(zip(head.names, head.weights, strict=True))
        loss = rounded(cosine_similarity(rows[self.first], rows[self.second], dim=0, eps=1e-4))
        return Loss(loss, {"orthogonal": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        names = model.head.names if isinstance(model.head, AttributeHead) else ()
        for name in (self.first, self.second):
            if name not in names:
                raise GuerdonError(
                    f"Orthogonal reads the weights of {name!r}, which {type(model.head).__name__} does not have: "
                    f"use AttributeHead({[self.first, self.second]})"
                )
