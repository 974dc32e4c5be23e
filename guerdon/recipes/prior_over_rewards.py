"""Priors over rewards: does knowing which states mattered help to learn from which segment was preferred?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from guerdon.learn import (
    BradleyTerry,
    CausalEncoder,
    FineTune,
    Objective,
    RewardModel,
    StepNumbers,
    UnitHead,
    fit,
    tiny,
)
from guerdon.learn.objectives.importance import AttentionImportance, by_step, in_symbols, permuted
from guerdon.learn.objectives.redistribution import Importance, ReturnRedistribution
from guerdon.learn.pretraining import learn_language
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons, Ratings
from guerdon.statistics import pearson
from guerdon.testbeds.keys import Keys
from guerdon.testbeds.numbered import compared, named, state, walked
from guerdon.types import Comparison, Rating

paper = ReturnRedistribution.paper
room = "learn"
claim = Claim(
    "correlation of the learned rewards of states with the true ones, returns spread by importance minus evenly",
    at_least=0.03, unit="correlation",
)  # fmt: skip
PLAIN = Claim("the same, returns spread by importance minus Bradley-Terry alone", at_least=0.03, unit="correlation")
LOOKED = Claim("the same, returns spread by a world model's attention minus evenly", at_least=0.03, unit="correlation")
LOOKED_PLAIN = Claim("the same, by attention minus Bradley-Terry alone", at_least=0.03, unit="correlation")
WORLD_MODEL = FineTune(epochs=4, batch_size=8, learning_rate=1e-2)
"""How a world model learns; chosen by how often it foretells the room, on other seeds."""
CHECKED = 16
"""Walks on which a world model is asked what it foretells, and what without each step."""


@dataclass
class Config:
    pairs: int = 40
    """Comparisons of two segments."""
    states: int = 30
    """Of which three matter, by 1 to 2; the others are worth about 0."""
    length: int = 20
    """Steps of a segment, each in a state by chance; and of a walk past keys."""
    weight: float = 1.0
    """Of the prior."""
    worlds: int = 4
    """Rewards and comparisons of a seed, whose correlations are averaged."""
    walks: int = 400
    """That nobody compared, for world models to learn from."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same comparisons and choice of penalty for every prior."""
    mean = averaged([by_table(config, 1000 * seed + number) for number in range(config.worlds)])
    looked = by_attention(config, seed)
    return [
        Outcome(mean["even"], mean["right"], "segments", mean),
        Outcome(mean["no prior"], mean["right"], "segments, against none", claim=PLAIN),
        Outcome(looked["even"], looked["attention"], "walks", looked, LOOKED),
        Outcome(looked["no prior"], looked["attention"], "walks, against none", claim=LOOKED_PLAIN),
    ]


def averaged(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([each[name] for each in found])) for name in found[0]}


def by_table(config: Config, seed: int) -> dict[str, float]:
    """Segments of states by chance, and importance by a table."""
    rng = np.random.default_rng([seed, 9])
    worth = 0.05 * rng.normal(size=config.states)
    critical = rng.permutation(config.states)[:3]
    worth[critical] = rng.uniform(1, 2, size=3) * rng.choice([-1, 1], size=3)
    rows = compared(rng.integers(config.states, size=(2 * config.pairs, config.length)), worth, rng)
    marked = np.isin(np.arange(config.states), critical)
    other = np.isin(np.arange(config.states), rng.permutation(config.states)[:3])
    noise = np.exp(0.5 * rng.normal(size=config.states))
    tables = {"right": (1 + 9 * marked) * noise, "wrong": (1 + 9 * other) * noise, "even": np.ones(config.states)}
    priors = {name: by_state(table) for name, table in tables.items()}
    return learned(rows, priors, worth, {"": config.weight, ", weight times 10": 10 * config.weight}, seed)


def by_attention(config: Config, seed: int) -> dict[str, float]:
    """Walks past keys that decide what comes after them, and importance by what world models look at."""
    rng = np.random.default_rng([seed, 10])
    world = Keys.drawn(rng)
    key = np.append(world.key > 0, False)
    drawn = enumerate(world.walks(config.walks, config.length, rng))
    seen = [in_symbols(walked(row, world.states, f"seen {number}"), named) for number, row in drawn]
    untaught = tiny([f"s{number}" for number in range(world.states)], width=32, spread=32**-0.5, seed=seed)
    taught = learn_language(untaught, Ratings.of(Rating(walk, {}) for walk in seen), WORLD_MODEL, seed)
    trained, untrained = (AttentionImportance(model, named) for model in (taught, CausalEncoder(untaught)))
    priors: dict[str, Importance] = {
        "attention": trained, "attention, untrained": untrained, "attention, permuted": permuted(trained, seed),
        "even": by_state(np.ones(len(key))), "true": by_state(1.0 + 9 * key),
    }  # fmt: skip
    found = []
    for _ in range(config.worlds):
        worth = 0.05 * rng.normal(size=len(key))
        worth[key] = rng.uniform(1, 2, size=3) * rng.choice([-1, 1], size=3)
        rows = compared(world.walks(2 * config.pairs, config.length, rng)[:, :-1], worth, rng)
        found.append(learned(rows, priors, worth, {"": config.weight}, seed))
    return averaged(found) | checked(trained, world.walks(CHECKED, config.length, rng))


def checked(importance: AttentionImportance, walks: Int[np.ndarray, "n after"]) -> dict[str, float]:
    """How well a world model foretells, and whether it looks at the steps without which it would foretell otherwise."""
    segments = [walked(row[:-1], int(walks.max()) + 1, "pair 0") for row in walks]
    rooms = importance.encoder.tokenizer.convert_tokens_to_ids([f"s{room}" for room in walks[:, -1].tolist()])
    both = zip(importance(segments), map(importance.left_out, segments), strict=True)
    return {
        "rooms foretold": float(np.mean(importance.predicted(segments).argmax(1).numpy() == rooms)),
        "attention with leaving out": float(np.mean([pearson(one.numpy(), other.numpy()) for one, other in both])),
    }


def by_state(weights: Float[np.ndarray, "states"]) -> Importance:
    """Importance that knows the state of each step alone."""
    return by_step(lambda step: float(weights[state(step)]))


def learned(
    rows: list[Comparison], priors: Mapping[str, Importance], worth: Float[np.ndarray, "states"],
    weights: Mapping[str, float], seed: int,
) -> dict[str, float]:  # fmt: skip
    """How the rewards of single states go with the true ones, learned without a prior and with each at some weights."""
    held = len(rows) // 5
    rest, validation = Comparisons.of(rows[held:]), Comparisons.of(rows[:held])
    single = [walked(np.array([state]), len(worth)) for state in range(len(worth))]
    objectives: dict[str, Objective] = {"no prior": BradleyTerry()} | {
        f"{name}{note}": BradleyTerry() + weight * ReturnRedistribution(importance)
        for name, importance in priors.items()
        for note, weight in weights.items()
    }
    found = {}
    for name, objective in objectives.items():
        model = RewardModel(StepNumbers(len(worth)), UnitHead("sum"), seed)
        fit(model, rest, objective, validation=validation, seed=seed)
        found[name] = pearson(model.score(single).values.double().numpy(), worth)
    return found
