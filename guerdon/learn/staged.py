"""Training in stages, each of which learns some of the weights from data of its own while the rest stand still."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from guerdon.errors import GuerdonError
from guerdon.learn.batch import batched
from guerdon.learn.fit import fit
from guerdon.learn.model import RewardModel
from guerdon.learn.objectives.base import Objective
from guerdon.learn.pieces import Pieces
from guerdon.learn.solver import Fitted, Solver
from guerdon.records import Records


@dataclass(frozen=True)
class Stage:
    """What one stage learns, from what."""

    trains: tuple[str, ...]
    """The weights that move, by the beginnings of their names: ``head.mixture``, ``encoder``."""
    records: Records = field(repr=False)
    objective: Objective
    validation: Records | None = field(default=None, repr=False)
    """What settings are chosen on; a tenth of the prompts of ``records`` when None."""
    solver: Solver | None = None
    """As in ``fit``."""


def staged(model: RewardModel, stages: Sequence[Stage], seed: int = 0) -> tuple[Fitted, ...]:
    """Trains a model in place, stage after stage.

    Weights that no stage names stay as they came, and those that were frozen before are not moved by any. The features of
    a frozen encoder are standardised once, by the responses of the first stage, so that weights that have been trained go
    on reading what they were fitted to.

    Args:
        model: whose weights are named as in ``model.network.named_parameters()``.
        stages: in order.
        seed: of every fit.

    Returns:
        how each fit went.

    Raises:
        GuerdonError: there are no stages, or one names no weights that can be trained, or its data does not fit.
    """
    if not stages:
        raise GuerdonError("there is no stage to train: name at least one")
    weights = dict(model.network.named_parameters())
    free = {name for name, weight in weights.items() if weight.requires_grad}
    chosen = [
        {name for name in free if any(f"{name}.".startswith(f"{prefix}.") for prefix in stage.trains)}
        for stage in stages
    ]
    for number, (stage, names) in enumerate(zip(stages, chosen, strict=True), 1):
        if not names:
            raise GuerdonError(
                f"stage {number} trains {', '.join(stage.trains) or 'nothing'}, and no weight that can be trained is "
                f"called so; there are {', '.join(sorted(free)[:5])} and so on"
            )
    if model.encoder.frozen:
        standardise(model, stages[0].records)
    done = []
    try:
        for stage, names in zip(stages, chosen, strict=True):
            for name, weight in weights.items():
                weight.requires_grad_(name in names)
            done.append(
                fit(model, stage.records, stage.objective, validation=stage.validation, solver=stage.solver, seed=seed)
            )
    finally:
        for name in free:
            weights[name].requires_grad_(True)
    return tuple(done)


def standardise(model: RewardModel, records: Records) -> None:
    """Sets the scale of the head's features by the responses of some records."""
    responses = {each.identity: each for each in batched(records, list(records)).responses}
    pieces = Pieces(model.encoder, list(responses.values()))
    model.head.standardise(pieces.sample(len(responses), model.head.features))
