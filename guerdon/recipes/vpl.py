"""VPL: does a latent inferred from a few comparisons tell users apart, and does it help that it is variational?"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np

from guerdon.audit import examine
from guerdon.learn import (
    BradleyTerry,
    Encoder,
    FineTune,
    FullBatch,
    Head,
    IdealPointHead,
    InferUser,
    Interaction,
    MLPHead,
    Numbers,
    Objective,
    RewardModel,
    SetHead,
    VariationalHead,
    adapt,
    fit,
    infer,
)
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.testbeds import Pets
from guerdon.types import Comparison

paper = VariationalHead.papers[-1]
room = "learn"
claim = Claim(
    "accuracy on pairs in dispute, new users of eight comparisons each, inferred latents minus one reward for all",
    at_least=0.3, unit="accuracy",
)  # fmt: skip
OVERALL = Claim("the same on all pairs, where inferred latents must cost nothing", at_least=0.0, unit="accuracy")
VARIATIONAL = Claim("the same on pairs in dispute, variational minus deterministic sets", 0.01, unit="accuracy")
REAL = Claim("held-out accuracy with eight comparisons of each objective, minus one reward for all", 0.02, "accuracy")
CONTEXT, TEST = 8, 12
"""Comparisons that a latent is inferred from at most in training, and those of each new user that are held out."""
ARMS: Mapping[str, tuple[Head, Objective]] = {
    "one for all": (MLPHead((32, 32)), BradleyTerry()),
    "variational": (VariationalHead(hidden=32), InferUser(CONTEXT, kl=1e-2)),
    "variational, published weight of the prior": (VariationalHead(hidden=32), InferUser(CONTEXT, kl=1e-4)),
    "variational, latents of any length": (VariationalHead(hidden=32, normalised=False), InferUser(CONTEXT, kl=1e-2)),
    "deterministic": (SetHead(hidden=32), InferUser(CONTEXT, kl=0)),
}


@dataclass
class Config:
    users: int = 20
    """Users in training, of two kinds; a fifth as many more are validated on."""
    pairs: int = 100
    """Comparisons of each of them."""
    new: int = 100
    """Users who come later."""
    epochs: int = 30
    """Passes over the data, for every arm."""
    batch: int = 200
    """Comparisons of a step, enough for users to have several in one; a fifth as many on real data."""
    real: int = 300
    """Comparisons of HH-RLHF by two objectives, where they are at hand; 0 leaves them out."""


def run(config: Config, seed: int) -> list[Outcome]:
    """New users of the animals, and the two objectives of HH-RLHF as two users where they are at hand."""
    records = at_hand("hh-objectives", config.real, seed)
    return animals(config, seed) + ([objectives(records, config, seed)] if records is not None else [])


def animals(config: Config, seed: int) -> list[Outcome]:
    """Accuracy on what new users truly prefer, by arm and by how much each of them has said."""
    world = Pets(users=config.users, seed=seed)
    known, held = range(config.users), range(config.users, config.users * 6 // 5)
    new = [*range(held.stop, held.stop + config.new)]
    train, validation = (world.asked([*users] * config.pairs, purpose=k) for k, users in enumerate((known, held)))
    said = by_user(world.asked(new * 2 * CONTEXT, purpose=2))
    test = replace(world, flips=0.0, quality=1e6).asked(new * TEST, purpose=3)
    disputed = world.disputed([row.chosen for row in test], [row.rejected for row in test])
    right: dict[str, np.ndarray] = {}
    for name, arm in ARMS.items():
        model = trained(arm, Numbers(world.width), train, validation, config, seed)
        for size in (0, 1, 2, 4, 2 * CONTEXT) if name == "variational" else ():
            right[f"{name}, {size} pairs"] = examine(told(model, said, size), test).correct
        right[name] = examine(told(model, said), test).correct
    prototypes = RewardModel(Numbers(world.width), IdealPointHead([*by_user(train)], 2), seed)
    fit(prototypes, train, solver=FullBatch((3e-3, 1e-3, 3e-4), 60), seed=seed)
    for user, rows in said.items():
        adapt(prototypes, Comparisons.of(rows[:CONTEXT]), user)
    right["prototypes"] = examine(prototypes, test).correct
    right["a reward of each kind"] = np.zeros(len(test))
    for kind in (0, 1):
        own = [rows.select(np.flatnonzero(kinds(rows) == kind).tolist()) for rows in (train, validation)]
        model = trained(ARMS["one for all"], Numbers(world.width), own[0], own[1], config, seed)
        right["a reward of each kind"] += examine(model, test).correct * (kinds(test) == kind)
    hard, every = ({name: float(row[which].mean()) for name, row in right.items()} for which in (disputed, slice(None)))
    return [
        Outcome(hard["one for all"], hard["variational"], "pets, in dispute", hard),
        Outcome(every["one for all"], every["variational"], "pets, all pairs", every, OVERALL),
        Outcome(hard["deterministic"], hard["variational"], "pets, against deterministic sets", claim=VARIATIONAL),
    ]


def objectives(records: Comparisons, config: Config, seed: int) -> Outcome:
    """Accuracy on held-out texts, each objective a user whose latent is inferred from texts of the training side."""
    train, test = records.split(0.4, seed)
    learn, validation = train.split(0.2, seed, purpose="validation")
    controls: dict[str, float] = {}
    for name in ("one for all", "variational", "deterministic"):
        model = trained(ARMS[name], Interaction(), learn, validation, replace(config, batch=config.batch // 5), seed)
        told(model, by_user(learn))
        right = [examine(model.for_user(user), Comparisons.of(rows)).correct for user, rows in by_user(test).items()]
        controls[name] = float(np.concatenate(right).mean())
    return Outcome(controls["one for all"], controls["variational"], "hh-objectives", controls, REAL)


def trained(
    arm: tuple[Head, Objective], encoder: Encoder, train: Comparisons, held: Comparisons, config: Config, seed: int
) -> RewardModel:
    """A model of one arm; every arm takes as many steps at the same rate, and keeps its best epoch."""
    head, objective = deepcopy(arm)
    model = RewardModel(encoder, head, seed)
    model.head.standardise(encoder([side for row in train for side in (row.chosen, row.rejected)]).pooled)
    solver = FineTune(config.epochs, config.batch, learning_rate=3e-3, patience=config.epochs)
    fit(model, train, objective, validation=held, solver=solver, seed=seed)
    return model


def by_user(rows: Comparisons) -> dict[str, list[Comparison]]:
    every = list(rows)
    return {user: [row for row in every if row.annotator == user] for user in dict.fromkeys(rows.data["annotator"][:])}


def told(model: RewardModel, said: Mapping[str, list[Comparison]], most: int = CONTEXT) -> RewardModel:
    """The model, which knows users by some of what they said where it can know anybody."""
    for user, rows in said.items():
        if isinstance(model.head, SetHead):
            model.head.know(user, infer(model, rows[:most]))
    return model


def kinds(rows: Comparisons) -> np.ndarray:
    """Which of the two kinds each row's user is of."""
    return np.array([int(name.split()[1]) % 2 for name in rows.data["annotator"][:]])
