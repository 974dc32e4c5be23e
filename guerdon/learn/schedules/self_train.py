"""Self-training: the model labels a pool of pairs, and learns from the labels that it is sure of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.schedules.base import Schedule
from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.statistics import fit_temperature
from guerdon.types import Comparison

if TYPE_CHECKING:
    from guerdon.learn.model import RewardModel
    from guerdon.records import Records


@dataclass(frozen=True)
class SelfTrain(Schedule):
    """Epoch 0 learns from what people said; each later one also from the pool's pairs that the model is sure of.

    With the model's log odds g of a pair, over both orders of it, and the temperature T that makes the model's
    confidence true on ``held``:

        p = sigmoid(g / T),  kept where max(p, 1 - p) > threshold, labelled with the likelier side

    Every round judges the whole pool anew. Self-training repeats what the model believes already, so it can help only
    where confident labels reach responses that the first labels do not tell of; on a linear head whose features are
    all seen it seldom does. Overconfidence feeds itself: give ``held``, or the threshold means little.

    Source: He et al. 2024, "Semi-Supervised Reward Modeling via Iterative Self-Training" (arXiv 2409.06903), which has
    no temperature.
    """

    pool: Comparisons = field(repr=False)
    """Pairs to be labelled. Which side is ``chosen`` and its target say nothing to training; ``precision`` alone
    compares with them."""
    threshold: float = 0.8
    """How sure the model must be of a label that is kept; 0.5 keeps all."""
    rounds: int = 3
    """How often the pool is labelled."""
    held: Comparisons | None = field(default=None, repr=False)
    """Labelled pairs that nothing is trained on, to measure the temperature on; without them T = 1."""
    epochs: int | None = field(init=False, default=None)

    paper = Paper(
        "he2024semi", "Semi-Supervised Reward Modeling via Iterative Self-Training",
        "He, Yifei and Wang, Haoxiang and Jiang, Ziyan and Papangelis, Alexandros and Zhao, Han", 2024,
        arxiv="2409.06903",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not 0.5 <= self.threshold < 1:
            raise ValueError(
                f"the threshold is {self.threshold}, expected 0.5 to 1: it is a probability of being right"
            )
        object.__setattr__(self, "epochs", 1 + self.rounds)

    def before(self, epoch: int, model: "RewardModel", records: "Records") -> "Records":
        """The labelled comparisons, and those of the pool that the model is sure of, with provenance ``pseudo``.

        Raises:
            GuerdonError: the records are no comparisons.
        """
        if not isinstance(records, Comparisons):
            raise GuerdonError(f"SelfTrain learns from comparisons, got {type(records).__name__.lower()}")
        if epoch == 0:
            return records
        belief = torch.sigmoid(logits(model, self.pairs) / self.temperature(model)).tolist()
        sure = [(row, p) for row, p in zip(self.pairs, belief, strict=True) if max(p, 1 - p) > self.threshold]
        return Comparisons.of([*records, *(labelled(row, p) for row, p in sure)])

    def temperature(self, model: "RewardModel") -> float:
        """What the model's logits are divided by."""
        if self.held is None:
            return 1.0
        rows = list(self.held)
        said = logits(model, rows).numpy()
        found = fit_temperature(said, np.array([row.target for row in rows]))
        return found if np.isfinite(found) else 1.0

    def notes(self, records: "Records") -> Mapping[str, float]:
        """The share of the pool that is learned from, and how much of it agrees with the labels that the pool came with."""
        mine = [row for row in records if isinstance(row, Comparison) and row.provenance == "pseudo"]
        right = [row.chosen.identity == self.truth[row.id] for row in mine if row.id in self.truth]
        known = {"precision": float(np.mean(right))} if right else {}
        return {"coverage": len(mine) / len(self.pool)} | known

    @cached_property
    def pairs(self) -> tuple[Comparison, ...]:
        """The pool, decoded once."""
        return tuple(self.pool)

    @cached_property
    def truth(self) -> dict[str, str]:
        """The preferred response of each pair of the pool whose label says which."""
        named = [(row.id, row.chosen if row.target > 0.5 else row.rejected) for row in self.pairs if row.target != 0.5]
        return {name: example.identity for name, example in named}


def logits(model: "RewardModel", rows: Sequence[Comparison]) -> Float[Tensor, "n"]:
    """The log odds of each first response; for a head that may favour a place, of the mean belief over both orders."""
    first, second = [row.chosen for row in rows], [row.rejected for row in rows]
    if not model.pairwise:
        one, other = model.score([*first, *second]).require().values.double().chunk(2)
        return one - other
    belief = (model.prefer(first, second).double() + 1 - model.prefer(second, first).double()) / 2
    return torch.logit(belief, eps=1e-12)


def labelled(row: Comparison, p: float) -> Comparison:
    """The pair as the model states it, without a word of what anyone else said."""
    chosen, rejected = (row.chosen, row.rejected) if p >= 0.5 else (row.rejected, row.chosen)
    return Comparison(chosen, rejected, source=row.source, provenance="pseudo", weight=row.weight, id=row.id)
