"""PAL: do a few prototypes shared by all users beat one reward for everybody, and place a new user from a few labels?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guerdon.audit import examine
from guerdon.feedback import KNOWN, comparisons, load
from guerdon.learn import (
    FullBatch,
    Head,
    IdealPointHead,
    Interaction,
    MLPHead,
    Numbers,
    RewardModel,
    ScalarHead,
    adapt,
    fit,
)
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds import IdealPoints
from guerdon.types import Example

paper = Paper(
    "chen2024pal", "PAL: Pluralistic Alignment Framework for Learning from Heterogeneous Preferences",
    "Chen, Daiwei and Chen, Yi and Rege, Aniket and Wang, Zhi and Vinayak, Ramya Korlakai", 2024, arxiv="2406.08469",
)  # fmt: skip
room = "learn"
claim = Claim(
    "held-out accuracy on users seen in training, three prototypes minus one reward for all",
    at_least=0.1, unit="accuracy",
)  # fmt: skip
NEW = Claim(
    "accuracy on new users of ten labels each, a mixture fitted minus a reward of their own",
    at_least=0.05,
    unit="accuracy",
)
PERSONAS = Claim(
    "held-out accuracy on statements of personas, six prototypes minus one reward for all",
    at_least=0.1, unit="accuracy",
)  # fmt: skip
SOLVER = FullBatch(l2=(3e-3, 1e-3, 3e-4), iterations=60)
TEST = 20
"""Comparisons of each user that are held out."""


@dataclass
class Config:
    users: int = 60
    """Users in training, in three groups."""
    pairs: int = 40
    """Comparisons of each of them."""
    new: int = 15
    """Users who come later."""
    flips: float = 0.1
    """The share of labels turned round."""
    personas: int = 12
    """Real personas, each with 60 statements of which half are for training; none when 0, or where they are not at hand."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Users with ideal points in three groups: those of training, and new ones with few labels."""
    world = IdealPoints(users=config.users, flips=config.flips, seed=seed)
    seen, new = range(config.users), range(config.users, config.users + config.new)
    train, test = world.asked([*seen] * config.pairs), world.asked([*seen] * TEST, purpose=1)
    names = [f"user {user}" for user in seen]
    heads: dict[str, Head] = {"one for all": MLPHead((32,))}
    heads |= {f"k = {k}": IdealPointHead(names, k) for k in (1, 2, 3, 5)}
    heads["k = 1, three times as wide"] = IdealPointHead(names, 1, hidden=96)
    models = {name: learned(world, head, train, seed) for name, head in heads.items()}
    controls = {name: accuracy(model, test) for name, model in models.items()}
    groups = [[user for user in seen if user % world.groups == group] for group in range(world.groups)]
    controls["true groups"] = float(
        np.mean([accuracy(learned(world, MLPHead((32,)), of(train, g), seed), of(test, g)) for g in groups])
    )
    some = [[user] for user in seen[:10]]
    controls["own rewards"] = float(np.mean([accuracy(alone(world, of(train, u), seed), of(test, u)) for u in some]))
    controls["what the truth gets"] = accuracy(world.gold, test)
    first = Outcome(controls["one for all"], controls["k = 3"], "ideal points, users of training", controls)
    found = [first, newcomers(world, models, new, seed)]
    return [*found, characters(config, seed)] if config.personas and KNOWN["personas"].found() else found


def newcomers(world: IdealPoints, models: dict[str, RewardModel], new: Sequence[int], seed: int) -> Outcome:
    """What new users get after some labels: a mixture of three prototypes, or a linear reward of their own."""
    model, test = models["k = 3"], world.asked([*new] * TEST, purpose=2)
    controls = {
        "one for all": accuracy(models["one for all"], test),
        "k = 3, no labels": accuracy(model.for_user(None), test),
        "what the truth gets": accuracy(world.gold, test),
    }
    for labels in (1, 5, 10, 50):
        few = world.asked([*new] * labels, purpose=3)
        for user in new:
            adapt(model, of(few, [user]), f"user {user}")
        controls[f"k = 3, {labels} labels"] = accuracy(model, test)
    for labels in (10, 50):
        few = world.asked([*new] * labels, purpose=3)
        own = [accuracy(alone(world, of(few, [user]), seed), of(test, [user])) for user in new]
        controls[f"own rewards, {labels} labels"] = float(np.mean(own))
    return Outcome(
        controls["own rewards, 10 labels"], controls["k = 3, 10 labels"], "ideal points, new users", controls, NEW
    )


def characters(config: Config, seed: int) -> Outcome:
    """Statements that a persona stands for against those that he does not, on statements that no fit has seen."""
    rows, rng = load("personas").records, np.random.default_rng(seed)
    everybody = np.array(rows.data["annotator"][:])
    people = rng.choice(np.unique(everybody), config.personas, replace=False).tolist()
    drawn = np.array([rng.permutation(np.flatnonzero(everybody == name))[:60] for name in people])
    parts = (drawn[:, :25], drawn[:, 25:35], drawn[:, 35:])
    train, held, test = (comparisons(rows.select(part.flatten().tolist()), 40, seed) for part in parts)
    heads = {"one for all": MLPHead((32,))} | {f"k = {k}": IdealPointHead(people, k) for k in (1, 6, 12)}
    controls: dict[str, float] = {}
    for name, head in heads.items():
        model = RewardModel(Interaction(), head, seed)
        fit(model, train, validation=held, solver=SOLVER, seed=seed)
        controls[name] = accuracy(model, test)
    return Outcome(controls["one for all"], controls["k = 6"], "personas", controls, PERSONAS)


def learned(world: IdealPoints, head: Head, train: Comparisons, seed: int) -> RewardModel:
    model = RewardModel(Numbers(world.width), head, seed)
    fit(model, train, solver=SOLVER, seed=seed)
    return model


def alone(world: IdealPoints, few: Comparisons, seed: int) -> RewardModel:
    """A linear reward of one user; the same labels serve for validation, for there are too few to keep some back."""
    model = RewardModel(Numbers(world.width), ScalarHead(), seed)
    fit(model, few, validation=few, solver=FullBatch(l2=(0.1,)), seed=seed)
    return model


def of(rows: Comparisons, users: Sequence[int]) -> Comparisons:
    """The comparisons of some users."""
    names = {f"user {user}" for user in users}
    return rows.select(place for place, name in enumerate(rows.data["annotator"][:]) if name in names)


def accuracy(reward: Reward[Sequence[Example]], test: Comparisons) -> float:
    return float(examine(reward, test).correct.mean())
