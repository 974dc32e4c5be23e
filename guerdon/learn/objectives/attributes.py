"""Attribute ratings: each named part should be the rating of its name."""

from dataclasses import dataclass

import torch

from guerdon.errors import GuerdonError
from guerdon.learn.batch import RatingBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.parts import require_parts
from guerdon.learn.objectives.regression import Regression
from guerdon.records import Ratings, Records


@dataclass(frozen=True)
class Attributes(Objective[RatingBatch]):
    """The squared error of several rated attributes at once, each learned by the part of its name.

        loss = sum_a mean_w( (r_a - rating_a)^2 [a is rated] )

    Use it with ``AttributeHead(names)``. An attribute that a row does not rate is not learned from it. Which parts make
    up a reward, and with what weight, is not learned here: see ``guerdon.shape.fit_weights``.

    Source: Wang et al. 2024, "HelpSteer2" (arXiv 2406.08673).
    """

    names: tuple[str, ...]
    """Of the attributes."""

    paper = Regression.paper

    def __call__(self, model: Forward, batch: RatingBatch) -> Loss:
        parts = model.scores(batch.responses).parts
        losses = {}
        for name in self.names:
            rating = batch.rated(name).to(parts[name])
            error = (parts[name] - rating.nan_to_num()) ** 2
            losses[name] = batch.mean(torch.where(rating.isnan(), 0.0, error))
        total = torch.stack(list(losses.values())).sum()
        return Loss(total, {f"attribute/{name}": loss.detach() for name, loss in losses.items()})

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Ratings):
            raise GuerdonError(f"Attributes learns from ratings, got {type(records).__name__.lower()}")
        rated: dict[str, set[float]] = {name: set() for name in self.names}
        for row in records:
            for name, seen in rated.items():
                seen.update({row.values[name]} if name in row.values else ())
        for name, seen in rated.items():
            if len(seen) < 2:
                said = f"every rating of it is {seen.pop():g}" if seen else "no row rates it"
                raise GuerdonError(f"Attributes cannot learn {name!r}: {said}")
        require_parts("Attributes learns", self.names, model, records)
