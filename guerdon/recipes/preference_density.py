"""A density estimation perspective: do comparisons give back the density of those who made them, and when not?"""

from dataclasses import dataclass, replace

import numpy as np

from guerdon.audit import choice_density, implied_density, relative_entropy
from guerdon.learn import FullBatch, Objective, PreferenceBehaviour, RewardModel, ScalarHead, Table, fit, fit_mixture
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons
from guerdon.testbeds import Density, Line, Strings

paper = PreferenceBehaviour.paper
room = "learn"
claim = Claim(
    "minus the relative entropy to the truth where people choose by a power of their density, the implied density for "
    "that power minus softmax of the reward",
    at_least=0.1, unit="nats",
)  # fmt: skip
MATCHED = Claim(
    "the same where they choose as they would draw, comparisons minus as many draws", at_least=-0.02, unit="nats"
)
SEVERAL = Claim(
    "the same where they are of two kinds, a reward for each kind found minus one for all", at_least=0.1, unit="nats"
)
PENALTIES = (1e-3, 1e-4, 1e-5, 1e-6)


@dataclass
class Config:
    choices: int = 20_000
    """Choices to learn from, and draws for the direct estimate."""
    gamma: float = 0.5
    """The power in the tempered world."""
    reach: float = 0.5
    """The standard deviation of what is compared in the narrow world; the line goes from -3 to 3."""
    users: int = 20
    """Annotators of the two kinds."""
    said: int = 400
    """Choices of each of them."""


def run(config: Config, seed: int) -> list[Outcome]:
    """People who choose by their density, by a power of it, by letters' means, and people of two kinds."""
    tempered, strings = Line(seed, gamma=config.gamma), Strings(seed)
    return [
        matched(config, seed),
        inverted("line, tempered", tempered, config, seed),
        inverted("strings, by the mean of letters", strings, config, seed),
        two_kinds(config, seed),
    ]


def matched(config: Config, seed: int) -> Outcome:
    """Comparisons beside draws, with fewer of them, and of a narrow part of the line."""
    world, narrow = Line(seed), Line(seed, reach=config.reach)
    found = {
        "choices": recovered(world, world.comparisons(config.choices), seed),
        "a tenth of the choices": recovered(world, world.comparisons(config.choices // 10), seed),
        "choices around 0 alone": recovered(narrow, narrow.comparisons(config.choices), seed),
        "draws": (world.samples(config.choices) + 0.5) / (config.choices + len(world.texts) / 2),
        "no data": np.full(len(world.texts), 1 / len(world.texts)),
    }
    controls = {name: -relative_entropy(world.density, each) for name, each in found.items()}
    return Outcome(controls["draws"], controls["choices"], "line", controls, MATCHED)


def inverted(name: str, world: Density, config: Config, seed: int) -> Outcome:
    """One reward read as a log-density, and read as what it is; and the log-density learned in its place."""
    rows = world.comparisons(config.choices)
    reward = learned(world, rows, seed)
    direct = learned(world, rows, seed, PreferenceBehaviour(world.power))
    powers = np.array([world.power(text) for text in world.texts])
    logp = direct.score(world.support).values.double().numpy()
    found = {
        "softmax of the reward": implied_density(reward, world.support),
        "implied density": implied_density(reward, world.support, world.power),
        "log-density learned": choice_density(powers * logp, powers),
        "no data": np.full(len(powers), 1 / len(powers)),
    }
    controls = {arm: -relative_entropy(world.density, each) for arm, each in found.items()}
    if isinstance(world, Strings):
        lengths = np.array([len(text) for text in world.texts])
        found["truth"] = world.density
        controls |= {f"mean length, {arm}": float(each @ lengths) for arm, each in found.items()}
    return Outcome(controls["softmax of the reward"], controls["implied density"], name, controls)


def two_kinds(config: Config, seed: int) -> Outcome:
    """Annotators each of one narrow mode: one reward for all, one for each kind, known or found."""
    world = Line(seed, kinds=2, users=config.users, points=30, modes=1)
    rows = world.comparisons(config.users * config.said)
    known = [f"kind {int(name.removeprefix('user ')) % world.kinds}" for name in rows.data["annotator"][:]]
    names = np.random.default_rng(seed).permutation(rows.data["annotator"][:]).tolist()
    found = {
        "one for all": recovered(world, rows, seed),
        "kinds known": recovered_kinds(world, renamed(rows, known), seed),
        "kinds found": recovered_kinds(world, rows, seed),
        "kinds found, names shuffled": recovered_kinds(world, renamed(rows, names), seed),
        "no data": np.full(len(world.texts), 1 / len(world.texts)),
    }
    controls = {arm: -relative_entropy(world.density, each) for arm, each in found.items()}
    return Outcome(controls["one for all"], controls["kinds found"], "line, two kinds", controls, SEVERAL)


def recovered(world: Density, rows: Comparisons, seed: int) -> np.ndarray:
    return implied_density(learned(world, rows, seed), world.support)


def recovered_kinds(world: Density, rows: Comparisons, seed: int) -> np.ndarray:
    """The mean of the densities of two kinds that expectation-maximisation finds."""
    mixture = fit_mixture(
        lambda some, seed: learned(world, some, seed, penalties=PENALTIES[1:2]), rows, 2, rounds=5, starts=2, seed=seed
    )
    each = [implied_density(reward, world.support) for reward in mixture.rewards]
    return mixture.shares @ np.stack(each)


def renamed(rows: Comparisons, names: list[str]) -> Comparisons:
    return Comparisons.of(replace(row, annotator=name, id="") for row, name in zip(rows, names, strict=True))


def learned(
    world: Density, rows: Comparisons, seed: int, objective: Objective | None = None, penalties: tuple = PENALTIES
) -> RewardModel:
    """A table of rewards; the penalty by a tenth of the rows, for all are of one prompt."""
    model = RewardModel(Table(world.texts), ScalarHead(), seed)
    order = np.random.default_rng(seed).permutation(len(rows)).tolist()
    held, rest = (rows.select(some) for some in (order[: len(rows) // 10], order[len(rows) // 10 :]))
    fit(model, rest, objective, validation=held, solver=FullBatch(penalties, iterations=60), seed=seed)
    return model
