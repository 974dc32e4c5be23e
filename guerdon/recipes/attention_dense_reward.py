"""Attention-based credit: does a policy learn faster when each word gets the share of the reward that was looked at?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from jaxtyping import Float

from guerdon.learn import CausalEncoder, FineTune, RewardModel, ScalarHead, fit, tiny
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.contenders import TextReward
from guerdon.shape import Attention, Permuted, Redistribute, Shares, Uniform
from guerdon.statistics import pearson
from guerdon.testbeds import Idioms, Speaker
from guerdon.types import Dense, Example, Scores

paper = Redistribute.paper
room = "shape"
claim = Claim(
    "gold of a policy after a fixed number of texts, rewards handed out by attention minus given at the end",
    at_least=0.05, unit="share of the best gold",
)  # fmt: skip
EVENLY = Claim("the same, by attention minus evenly", at_least=0.02, unit=claim.unit)
CHANCE = Claim(
    "the same, by attention minus by the same weights given to words by chance", at_least=0.02, unit=claim.unit
)


@dataclass
class Config:
    words: int = 24
    """Words of a text."""
    vocabulary: int = 10
    """Words of the language."""
    telling: float = 0.2
    """The share of them that the truth depends on."""
    pairs: int = 320
    """Comparisons to learn the reward from."""
    layers: tuple[int, ...] = (1, 2)
    """Of the reward models: one that can only look at words, one that can look at what others have read too."""
    beta: float = 0.8
    """The share of the reward that is handed out; the rest stands at the end."""
    steps: int = 10
    """Steps of 32 texts that a policy learns in."""
    held: int = 40
    """Texts that the shares are looked at on."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Reward models of each depth, and policies that learn from what they say, handed out in five ways."""
    world = Idioms(
        seed, idioms=config.vocabulary, length=config.words, telling=config.telling, longest=1,
        quality=8.0 * config.words,
    )  # fmt: skip
    outcomes = []
    for layers in config.layers:
        controls, name = taught(config, world, layers, seed), f"words, {layers} layer{'s' * (layers > 1)}"
        method = controls["by attention"]
        outcomes += [
            Outcome(controls["at the end"], method, name, controls),
            Outcome(controls["evenly"], method, f"{name}, against even shares", claim=EVENLY),
            Outcome(controls["by chance"], method, f"{name}, against chance", claim=CHANCE),
        ]
    return outcomes


def taught(config: Config, world: Idioms, layers: int, seed: int) -> dict[str, float]:
    """The gold of each policy, and where the shares of the reward go."""
    encoder = CausalEncoder(tiny(world.lexicon, width=32, layers=layers, spread=32**-0.5), attention=True)
    model = RewardModel(encoder, ScalarHead(), seed)
    solver = FineTune(epochs=2, batch_size=16, learning_rate=5e-3)
    fit(model, world.comparisons(config.pairs), solver=solver, seed=seed)
    looked = Attention()
    ways: Mapping[str, tuple[Shares, float]] = {
        "at the end": (Uniform(), 0.0), "evenly": (Uniform(), config.beta), "by attention": (looked, config.beta),
        "by chance": (Permuted(looked, seed), config.beta), "by the truth": (Telling(world), config.beta),
    }  # fmt: skip
    texts = [group[0] for group in world.candidates(config.held, 1)]
    said, gold = (reward.score(texts) for reward in (model, world.gold))
    controls = {
        f"share of the telling words, {name}": told(world, shares(said, texts), texts)
        for name, (shares, _) in ways.items()
    }
    controls["correlation of the reward with gold"] = pearson(*(each.values.double().numpy() for each in (said, gold)))
    controls["reward calls of each"] = float(config.steps * Speaker(world).batch)
    for name, (shares, beta) in ways.items():
        chances = Speaker(world).learn(partial(credit, world, model >> Redistribute(shares, beta)), config.steps, seed)
        controls[name] = float((chances @ world.worth).mean()) / world.best
    return controls


@dataclass(frozen=True)
class Telling(Shares):
    """All to the words that the truth depends on, evenly; to all where a text has none: as good as shares can be."""

    world: Idioms

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Dense:
        worth = [self.world.values(example.response) for example in batch]
        values = tuple((row != 0).float() if row.any() else row + 1.0 for row in worth)
        return Dense("token", values, tuple(self.world.ends(example.response) for example in batch))


def credit(world: Idioms, reward: TextReward, texts: Sequence[Example]) -> Float[np.ndarray, "n length"]:
    """What each word of each text gets."""
    dense = reward.score(texts).to("token", "sum", [world.ends(text.response) for text in texts]).dense
    assert dense is not None, "redistributing makes dense rewards"
    return np.stack([row.double().numpy() for row in dense.values])


def told(world: Idioms, shares: Dense, texts: Sequence[Example]) -> float:
    """How much of the weight is on the words that the truth depends on."""
    ends = [world.ends(text.response) for text in texts]
    dense = Scores(torch.zeros(len(texts)), shares).to("token", "sum", ends).dense
    assert dense is not None
    parts = [(row / row.sum(), world.values(text.response) != 0) for row, text in zip(dense.values, texts, strict=True)]
    return float(np.mean([float(row[telling].sum()) for row, telling in parts]))
