"""GELI: does one rating of a whole talk, with a biased sign after each turn, say better which turns were good?"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from guerdon.learn import FineTune, Objective, Regression, RewardModel, StepNumbers, UnitHead, fit
from guerdon.learn.objectives.redistribution import LocalLabels, RandomReturn
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Ratings
from guerdon.statistics import pearson
from guerdon.testbeds import written
from guerdon.types import Example, Rating

paper = LocalLabels.paper
room = "shape"
claim = Claim(
    "correlation of the reward of new turns with their true worth, learned from ratings of few talks and signs after turns "
    "minus from the ratings alone",
    at_least=0.05, unit="correlation",
)  # fmt: skip
LOCAL = Claim("the same, minus from the signs alone", at_least=0.05, unit="correlation")
MANY = Claim("the same with many talks, minus from the ratings alone", at_least=-0.05, unit="correlation")


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
    """Standard deviation of a rating, in those of one turn's worth."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Every arm reads the same talks, and has its penalty chosen on held-out talks by its own loss."""
    few, many = (arms(config, talks, seed) for talks in (config.few, config.many))
    return [
        Outcome(few["ratings"], few["both"], f"talks, {config.few}", few),
        Outcome(few["signs"], few["both"], f"talks, {config.few}, against signs", claim=LOCAL),
        Outcome(many["ratings"], many["both"], f"talks, {config.many}", many, MANY),
    ]


def arms(config: Config, talks: int, seed: int) -> dict[str, float]:
    rng = np.random.default_rng([seed, 8])
    worth, affect = unit(rng, config.features), unit(rng, config.features)
    rated = told(config, talks, worth, affect, rng)
    turns = rng.normal(size=(25 * config.features, config.features))
    fresh = [Example("", f"{written(turn)}\n", steps=(f"{written(turn)}\n",)) for turn in turns]
    whole, local = Regression("rating") * (1 / config.turns), LocalLabels()
    held, rest = rated[: talks // 5], rated[talks // 5 :]
    objectives: dict[str, Objective] = {"ratings": whole, "signs": local}
    objectives |= {
        f"both, {share:g} on ratings": share * whole + (1 - share) * local for share in (0.3, config.share, 0.95)
    }

    def truth(model: RewardModel) -> float:
        return pearson(model.score(fresh).values.double().numpy(), turns @ worth)

    found = {}
    for name, objective in objectives.items():
        model = RewardModel(StepNumbers(config.features), UnitHead("sum"), seed)
        fit(model, rest, objective, validation=held, seed=seed)
        found[name] = truth(model)
    drawn = RewardModel(StepNumbers(config.features), UnitHead("sum"), seed)
    random = RandomReturn(config.turns // 4, "rating") * (1 / config.turns)
    fit(drawn, rest, random, validation=held, solver=FineTune(epochs=10, learning_rate=3e-2), seed=seed)
    even = evenly(config, rated)
    return found | {
        "both": found[f"both, {config.share:g} on ratings"],
        "ratings, by a quarter of the turns": truth(drawn),
        "ratings, even shares": pearson(turns @ even, turns @ worth),
    }


def told(
    config: Config,
    talks: int,
    worth: Float[np.ndarray, "features"],
    affect: Float[np.ndarray, "features"],
    rng: np.random.Generator,
) -> Ratings:
    """Talks with one rating, the noisy sum of what turns are worth, and after each turn a sign that also shows affect."""
    rows = []
    for talk in range(talks):
        turns = rng.normal(size=(config.turns, config.features))
        rating = float((turns @ worth).sum() + config.noise * rng.normal())
        seen = 0.7 * turns @ worth + 0.9 * turns @ affect + 0.5 * rng.normal(size=config.turns)
        steps = tuple(f"{written(turn)}\n" for turn in turns)
        ends = np.cumsum([len(step) for step in steps]).tolist()
        spans = tuple(zip(ends, np.sign(seen).tolist(), strict=True))
        rows.append(Rating(Example(f"talk {talk}", "".join(steps), steps=steps), {"rating": rating}, spans=spans))
    return Ratings.of(rows)


def evenly(config: Config, rated: Ratings) -> Float[np.ndarray, "features"]:
    """Least squares of each turn on its talk's rating, shared out evenly: what a rating says without a decomposition."""
    turns = np.array([[list(map(float, step.split())) for step in row.example.steps] for row in rated])
    shares = np.repeat([row.values["rating"] / config.turns for row in rated], config.turns)
    flat = turns.reshape(-1, config.features)
    return np.linalg.solve(flat.T @ flat + np.eye(config.features), flat.T @ shares)


def unit(rng: np.random.Generator, features: int) -> Float[np.ndarray, "features"]:
    """A direction of length 1, so that what is linear in it has a standard deviation of 1."""
    direction = rng.normal(size=features)
    return direction / np.linalg.norm(direction)
