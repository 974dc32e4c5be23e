"""GELI: does one rating of a whole talk, with a biased sign after each turn, say better which turns were good?

In a linear world, and of the turns of real chats where they are at hand. There the worth of a turn is a word list's, and so is
what else moves the listener; rewards read the words alone.
"""

from dataclasses import dataclass

import numpy as np

from guerdon.learn import (
    Encoder,
    FineTune,
    FullBatch,
    Objective,
    Regression,
    RewardModel,
    SegmentVectors,
    Solver,
    StepNumbers,
    UnitHead,
    fit,
)
from guerdon.learn.objectives.redistribution import LocalLabels, RandomReturn
from guerdon.learn.segmenters import GivenSteps
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.felt_talks import FeltTalks, in_numbers, in_words
from guerdon.records import Ratings
from guerdon.statistics import pearson

paper = LocalLabels.paper
room = "shape"
claim = Claim(
    "correlation of the reward of new turns with their true worth, learned from ratings of few talks and signs after turns "
    "minus from the ratings alone",
    at_least=0.05, unit="correlation",
)  # fmt: skip
LOCAL = Claim("the same, minus from the signs alone", at_least=0.05, unit="correlation")
MANY = Claim("the same with many talks, minus from the ratings alone", at_least=-0.05, unit="correlation")
WIDE = FullBatch((100, 30, 10, 3, 1, 0.3, 0.1, 0.03))
"""Penalties for features that are more than the turns."""
Arms = dict[str, tuple[Objective, Ratings]]
"""What is minimised, and on which talks."""


@dataclass
class Config:
    few: int = 20
    """Talks that were rated."""
    many: int = 100
    """The same, where they are many."""
    turns: int = 40
    """Of each talk."""
    features: int = 40
    """Of each turn; its worth is linear in them."""
    share: float = 0.7
    """Of the loss on ratings, the rest being on signs."""
    noise: float = 2.0
    """Standard deviation of a rating's error, in those of one turn's worth; of chats as large a part of the whole."""
    chats: int = 40
    """Chats of HH-RLHF that were rated, where it is at hand; none when 0."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Every arm reads the same talks, and has its penalty chosen on held-out talks by its own loss."""
    few, many = (linear(config, talks, seed) for talks in (config.few, config.many))
    return [
        Outcome(few["ratings"], few["both"], f"talks, {config.few}", few),
        Outcome(few["signs"], few["both"], f"talks, {config.few}, against signs", claim=LOCAL),
        Outcome(many["ratings"], many["both"], f"talks, {config.many}", many, MANY),
        *words(config, seed),
    ]


def linear(config: Config, talks: int, seed: int) -> dict[str, float]:
    """Turns that are numbers."""
    world = in_numbers(talks, config.turns, config.features, config.noise, seed)
    drawn = RandomReturn(config.turns // 4, "rating") * (1 / config.turns)
    encoder, slow = StepNumbers(config.features), FineTune(epochs=10, learning_rate=3e-2)
    found = learned(world, encoder, arms(config, world), seed)
    found["both"] = found[f"both, {config.share:g} on ratings"]
    found |= learned(world, encoder, {"ratings, by a quarter of the turns": (drawn, world.rated)}, seed, slow)
    return found | {"ratings, even shares": evenly(config, world)}


def words(config: Config, seed: int) -> list[Outcome]:
    """Turns of real chats; nothing where they are not at hand."""
    world = in_words(config.chats, config.noise / config.turns**0.5, seed)
    if world is None:
        return []
    shares = [np.full(len(row.spans), row.values["rating"] / len(row.spans)) for row in world.rated]
    tried = arms(config, world) | {
        "ratings, even shares": (LocalLabels(), world.labelled(shares)),
        "true worth of the same turns": (LocalLabels(), world.labelled(world.worth)),
    }
    found = learned(world, SegmentVectors(GivenSteps()), tried, seed, WIDE)
    both, data = found[f"both, {config.share:g} on ratings"], f"hh-rlhf, {config.chats} talks"
    return [
        Outcome(found["ratings"], both, data, found),
        Outcome(found["signs"], both, f"{data}, against signs", claim=LOCAL),
    ]


def arms(config: Config, world: FeltTalks) -> Arms:
    """Ratings, signs, and both in some shares; divided by its turns, a rating weighs as much as a sign."""
    whole, local = Regression("rating") * (1 / world.turns), LocalLabels()
    shares = (0.3, config.share, 0.95)
    both = {f"both, {share:g} on ratings": share * whole + (1 - share) * local for share in shares}
    objectives: dict[str, Objective] = {"ratings": whole, "signs": local, **both}
    return {name: (objective, world.rated) for name, objective in objectives.items()}


def learned(
    world: FeltTalks, encoder: Encoder, tried: Arms, seed: int, solver: Solver | None = None
) -> dict[str, float]:
    """How each arm's reward of fresh turns goes with their worth; penalties are chosen on the first fifth of the talks."""
    found = {}
    for name, (objective, rated) in tried.items():
        model = RewardModel(encoder, UnitHead("sum"), seed)
        held, rest = rated[: len(rated) // 5], rated[len(rated) // 5 :]
        fit(model, rest, objective, validation=held, solver=solver, seed=seed)
        found[name] = pearson(model.score(world.fresh).values.double().numpy(), world.truth)
    return found


def evenly(config: Config, world: FeltTalks) -> float:
    """Least squares of each turn on its talk's rating, shared out evenly: what a rating says without a decomposition."""
    turns, fresh = (
        np.array([list(map(float, step.split())) for each in some for step in each.steps])
        for some in ([row.example for row in world.rated], world.fresh)
    )
    shares = np.repeat([row.values["rating"] / config.turns for row in world.rated], config.turns)
    weights = np.linalg.solve(turns.T @ turns + np.eye(config.features), turns.T @ shares)
    return pearson(fresh @ weights, world.truth)
