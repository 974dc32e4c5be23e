"""Priors over rewards: does knowing which states mattered help to learn from which segment was preferred?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.special import expit
from torch import Tensor

from guerdon.learn import BradleyTerry, Objective, RewardModel, StepNumbers, UnitHead, fit
from guerdon.learn.objectives.redistribution import Importance, ReturnRedistribution
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons
from guerdon.statistics import pearson
from guerdon.types import Comparison, Example

paper = ReturnRedistribution.paper
room = "learn"
claim = Claim(
    "correlation of the learned rewards of states with the true ones, returns spread by importance minus evenly",
    at_least=0.03, unit="correlation",
)  # fmt: skip
PLAIN = Claim("the same, returns spread by importance minus Bradley-Terry alone", at_least=0.03, unit="correlation")


@dataclass
class Config:
    pairs: int = 40
    """Comparisons of two segments."""
    states: int = 30
    """Of which three matter, by 1 to 2; the others are worth about 0."""
    length: int = 20
    """Steps of a segment, each in a state by chance."""
    weight: float = 1.0
    """Of the prior."""
    worlds: int = 4
    """Rewards and comparisons of a seed, whose correlations are averaged."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same comparisons and choice of penalty for every prior."""
    found = [correlations(config, 1000 * seed + number) for number in range(config.worlds)]
    mean = {name: float(np.mean([each[name] for each in found])) for name in found[0]}
    return [
        Outcome(mean["even"], mean["right"], "segments", mean),
        Outcome(mean["no prior"], mean["right"], "segments, against none", claim=PLAIN),
    ]


def correlations(config: Config, seed: int) -> dict[str, float]:
    rng = np.random.default_rng([seed, 9])
    worth = 0.05 * rng.normal(size=config.states)
    critical = rng.permutation(config.states)[:3]
    worth[critical] = rng.uniform(1, 2, size=3) * rng.choice([-1, 1], size=3)
    segments = rng.integers(config.states, size=(2 * config.pairs, config.length))
    returns = worth[segments].sum(1)
    examples = [walked(row, config.states, f"pair {number // 2}") for number, row in enumerate(segments)]
    won = rng.random(config.pairs) < expit(returns[::2] - returns[1::2])
    rows = [
        Comparison(*(pair if first else pair[::-1]))
        for pair, first in zip(zip(examples[::2], examples[1::2], strict=True), won, strict=True)
    ]
    marked = np.isin(np.arange(config.states), critical)
    other = np.isin(np.arange(config.states), rng.permutation(config.states)[:3])
    noise = np.exp(0.5 * rng.normal(size=config.states))
    priors = {
        "right": (1 + 9 * marked) * noise,
        "wrong": (1 + 9 * other) * noise,
        "even": np.ones(config.states),
    }
    objectives: dict[str, Objective] = {"no prior": BradleyTerry()}
    for name, importance in priors.items():
        term = ReturnRedistribution(by_state(importance))
        objectives[name] = BradleyTerry() + config.weight * term
        objectives[f"{name}, weight times 10"] = BradleyTerry() + 10 * config.weight * term
    return {name: learned(rows, objective, worth, seed) for name, objective in objectives.items()}


def by_state(weights: Float[np.ndarray, "states"]) -> Importance:
    """Importance that knows the state of each step alone, of sum 1 over each segment."""

    def importance(examples: Sequence[Example]) -> list[Tensor]:
        rows = [weights[[step.split().index("1") for step in example.steps]] for example in examples]
        return [torch.from_numpy(row / row.sum()) for row in rows]

    known: dict[str, Tensor] = {}

    def remembered(examples: Sequence[Example]) -> list[Tensor]:
        new = [example for example in examples if example.identity not in known]
        known.update(zip((example.identity for example in new), importance(new), strict=True))
        return [known[example.identity] for example in examples]

    return remembered


def learned(rows: list[Comparison], objective: Objective, worth: Float[np.ndarray, "states"], seed: int) -> float:
    """How the rewards of single states that were learned go with the true ones."""
    model = RewardModel(StepNumbers(len(worth)), UnitHead("sum"), seed)
    held = len(rows) // 5
    fit(model, Comparisons.of(rows[held:]), objective, validation=Comparisons.of(rows[:held]), seed=seed)
    single = [walked(np.array([state]), len(worth)) for state in range(len(worth))]
    return pearson(model.score(single).values.double().numpy(), worth)


def walked(states: Int[np.ndarray, "steps"], many: int, prompt: str = "") -> Example:
    """A segment as an example: a row of zeros and a one for each step."""
    steps = tuple(" ".join("1" if place == state else "0" for place in range(many)) + "\n" for state in states.tolist())
    return Example(prompt, "".join(steps), steps=steps)
