"""Returns given out to units: parts that sum to what is known of the whole, and what is known of each part."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.batch import Batch, RatingBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.units import UnitLabels, labels_of
from guerdon.papers import Paper
from guerdon.records import Ratings, Records
from guerdon.types import Dense, Example

Importance = Callable[[Sequence[Example]], Sequence[Float[Tensor, "_u"]]]
"""How much each unit of each response counts: at least 0, and of sum 1 over a response."""


class UnitTargets(Objective[Any]):
    """The squared error of each unit's reward, as a mean over all units of the batch; units weigh as their rows do.

        loss = sum_u w_u (r_u - y_u)^2 / sum_u w_u

    It is the local part beside an objective on the whole, of a head that sums (``UnitHead("sum")``): ``Regression`` where
    the whole is rated, ``BradleyTerry`` where it is compared. To add a kind, subclass and say what the targets y are.
    """

    @abstractmethod
    def targets(self, batch: Batch, dense: Dense) -> Float[Tensor, "u"]:
        """What each unit should be worth, those of all responses one after another."""

    def __call__(self, model: Forward, batch: Batch) -> Loss:
        dense = model.scores(batch.responses).dense
        assert dense is not None, "check has seen that the head scores units"
        rewards = torch.cat(dense.values)
        targets = self.targets(batch, dense).to(rewards)
        row = batch.column("weight").repeat(len(batch.responses) // len(batch))
        weights = row.repeat_interleave(torch.tensor([ends.shape[0] for ends in dense.ends])).to(rewards)
        loss = (weights * (rewards - targets) ** 2).sum() / weights.sum().clamp_min(1e-12)
        return Loss(loss, {type(self).__name__.lower(): loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        example = getattr(records[0], "example", None) or getattr(records[0], "chosen", None)
        if example is None:
            raise GuerdonError(f"{type(self).__name__} learns from ratings or comparisons, not from rankings")
        if model.score([example]).dense is None:
            raise GuerdonError(
                f"{type(self).__name__} needs scores of units, which {type(model.head).__name__} does not give: use UnitHead"
            )


@dataclass(frozen=True)
class LocalLabels(UnitTargets):
    """y_u: the label of the span in which the unit ends, such as a listener's face right after a turn.

    >>> Regression("rating") * (share / turns) + (1 - share) * LocalLabels()

    Local labels may be biased where the rating of the whole is only scarce: the more whole ratings, the larger their share
    should be. Centre both, or their constants pull against each other.

    Source: the local implicit feedback of Lee et al. 2024 (arXiv 2403.11330).
    """

    paper = Paper(
        "lee2024improving",
        "Improving Dialogue Agents by Decomposing One Global Explicit Annotation with Local Implicit Multimodal Feedback",
        "Lee, Dong Won and Park, Hae Won and Kim, Yoon and Breazeal, Cynthia and Morency, Louis-Philippe", 2024,
        arxiv="2403.11330",
    )  # fmt: skip

    def targets(self, batch: Batch, dense: Dense) -> Float[Tensor, "u"]:
        return torch.cat([labels_of(ends, row) for ends, row in zip(dense.ends, batch.rows, strict=True)])

    def check(self, model: RewardModel, records: Records) -> None:
        UnitLabels().check(model, records)


@dataclass(frozen=True)
class ReturnRedistribution(UnitTargets):
    """y_u = importance_u * R, with R = sum_u r_u the response's own return: rewards stay near shares of their sum.

    The gradient also passes through R: so it is one function, which any solver can minimise. With even importance it
    only smooths rewards within a response; that is the control to run.

    Source: Verma & Metcalf 2022, "Symbol Guided Hindsight Priors for Reward Learning from Human Preferences" (arXiv
    2210.09151).
    """

    importance: Importance

    paper = Paper(
        "verma2022symbol", "Symbol Guided Hindsight Priors for Reward Learning from Human Preferences",
        "Verma, Mudit and Metcalf, Katherine", 2022, arxiv="2210.09151",
    )  # fmt: skip

    def targets(self, batch: Batch, dense: Dense) -> Float[Tensor, "u"]:
        """Raises GuerdonError where importance has another number of units than the head."""
        shares = self.importance(batch.responses)
        units, given = ([row.shape[0] for row in rows] for rows in (dense.values, shares))
        if units != given:
            number = next(row for row, sizes in enumerate(zip(units, given, strict=True)) if len(set(sizes)) > 1)
            raise GuerdonError(
                f"response {number + 1} of the batch has {units[number]} {dense.level} rewards and {given[number]} "
                "importances: cut both alike"
            )
        rewards = torch.cat(dense.values)
        counts = torch.tensor(units, device=rewards.device)
        returns = torch.segment_reduce(rewards, "sum", lengths=counts, unsafe=True)
        return torch.cat(list(shares)).to(rewards) * returns.repeat_interleave(counts)


@dataclass(frozen=True)
class RandomReturn(Objective[RatingBatch]):
    """The squared error of a return that is estimated from some of the units, drawn anew each time.

        loss = mean_w( (rating - (T / K) sum_{u in I} r_u)^2 ),  I of K of the T units

    It costs K units where the whole would cost T; its mean is the squared error of the sum plus the variance of the
    estimate, which pulls the units of a response together. Its value changes from call to call: use it with ``FineTune``.

    Source: randomised return decomposition, Ren et al. 2022, "Learning Long-Term Reward Redistribution via Randomized
    Return Decomposition" (arXiv 2111.13485), without its correction of the variance.
    """

    units: int
    """K, at most; shorter responses count whole."""
    attribute: str | None = None
    """Which rating; the overall one when not given."""

    paper = Paper(
        "ren2022learning", "Learning Long-Term Reward Redistribution via Randomized Return Decomposition",
        "Ren, Zhizhou and Guo, Ruihan and Zhou, Yuan and Peng, Jian", 2022, arxiv="2111.13485",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: RatingBatch) -> Loss:
        dense = model.scores(batch.responses).dense
        assert dense is not None, "check has seen that the head scores units"
        drawn = [units[torch.randperm(len(units))[: self.units]] for units in dense.values]
        sums = torch.stack([len(all_) / len(some) * some.sum() for all_, some in zip(dense.values, drawn, strict=True)])
        rated = [row.values[self.attribute] if self.attribute else row.overall for row in batch.rows]
        loss = batch.mean((sums - torch.tensor(rated).to(sums)) ** 2)
        return Loss(loss, {"random_return": loss.detach()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Ratings):
            raise GuerdonError(f"RandomReturn learns from ratings, got {type(records).__name__.lower()}")
        if model.score([records[0].example]).dense is None:
            raise GuerdonError(f"RandomReturn needs scores of units, which {type(model.head).__name__} does not give")
