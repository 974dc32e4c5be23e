"""The one way to train: a model, feedback, an objective."""

import torch

from guerdon.errors import GuerdonError
from guerdon.learn.batch import batched
from guerdon.learn.fine_tune import FineTune
from guerdon.learn.full_batch import FullBatch
from guerdon.learn.model import RewardModel
from guerdon.learn.objectives.base import Objective
from guerdon.learn.objectives.bradley_terry import BradleyTerry
from guerdon.learn.objectives.plackett_luce import PlackettLuce
from guerdon.learn.objectives.regression import Regression
from guerdon.learn.schedules.base import Same, Schedule
from guerdon.learn.solver import Fitted, Solver, Task
from guerdon.papers import cite
from guerdon.records import Comparisons, Rankings, Ratings, Records

USUAL: dict[type[Records], Objective] = {
    Comparisons: BradleyTerry(),
    Ratings: Regression(),
    Rankings: PlackettLuce(),
}
"""What is minimised on each kind of feedback where nothing else is asked for."""

SHARES = (0.1, 0.2, 0.4)
"""Of the prompts, for validation: the first that leaves some on both sides."""


def fit(
    model: RewardModel,
    records: Records,
    objective: Objective | None = None,
    *,
    validation: Records | None = None,
    schedule: Schedule | None = None,
    solver: Solver | None = None,
    seed: int = 0,
) -> Fitted:
    """Trains a model in place.

    Args:
        model: a frozen encoder's head is trained by ``FullBatch``, any other model by ``FineTune``.
        records: comparisons, ratings or rankings.
        objective: what ``USUAL`` has for the kind of records when not given.
        validation: what settings are chosen on; a tenth of the prompts of ``records`` when not given, or more where a tenth
            is none.
        schedule: what each epoch learns from; always all when not given.
        solver: the optimiser and its settings.
        seed: decides the split, the order and every random number.

    Returns:
        what was chosen, and how long it took.

    Raises:
        GuerdonError: the objective does not fit the data or the model, or there is too little data.
    """
    objective = objective or USUAL[type(records)]
    objective.check(model, records)
    model.head.check(records)
    if validation is None:
        records, validation = held_out(records, seed)
    solver = solver or (FullBatch() if model.encoder.frozen else FineTune())
    model.papers = tuple(cite((model, objective, solver)))
    fitted = solver.solve(Task(model, objective, records, validation, schedule or Same(), seed))
    if model.head.pool:
        settle(model, records)
    return fitted


@torch.no_grad()
def settle(model: RewardModel, records: Records) -> None:
    """Shows the head as many training responses as it asks for, spread evenly over the rows."""
    rows = range(0, len(records), -(-len(records) // model.head.pool))
    responses = batched(records, [records[row] for row in rows]).responses[: model.head.pool]
    model.network.eval()
    model.head.settle(model.encoder(model.encoder.prepare(responses)))


def held_out(records: Records, seed: int) -> tuple[Records, Records]:
    """What is learned from and what settings are chosen on, with no prompt in common.

    Raises:
        GuerdonError: there are too few prompts for both.
    """
    for share in SHARES:
        rest, some = records.split(share=share, seed=seed, purpose="validation")
        if len(rest) and len(some):
            return rest, some
    raise GuerdonError("too few prompts to keep some for validation: bring responses to more of them")
