"""Segment rewards: does a reward for each unit that a language model finds say better what was good?"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float

from guerdon.learn import CausalEncoder, FineTune, Likelihood, RewardModel, ScalarHead, UnitHead, fit, tiny
from guerdon.learn.segmenters import EntropyPeaks, RandomCuts, Segmenter
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.reward import Reward
from guerdon.shape import LocationNormaliser, SpreadEvenly
from guerdon.statistics import pearson
from guerdon.testbeds import Idioms, Speaker
from guerdon.types import Example

paper = Paper(
    "yin2025segmenting", "Segmenting Text and Learning Their Rewards for Improved RLHF in Language Model",
    "Yin, Yueqin and others", 2025, arxiv="2501.02790",
)  # fmt: skip
room = "learn"
claim = Claim(
    "correlation of the reward that idioms get with what they are worth, segments at peaks of entropy minus tokens",
    at_least=0.05,
    unit="correlation",
)
CHANCE = Claim(
    "the same, segments at peaks of entropy minus random cuts as far apart", at_least=0.05, unit="correlation"
)
SPEED = Claim(
    "gold of a policy after a fixed number of texts, learned from segments minus from whole texts",
    at_least=0.05,
    unit="share of the best gold",
)
LOCATION = Claim("the same, segments with minus without the normaliser of locations", at_least=0.02, unit=SPEED.unit)
LOCATED = "segments, by location"
Credit = Callable[[Idioms, Reward, Sequence[Example]], Float[np.ndarray, "n length"]]


@dataclass
class Config:
    pairs: int = 320
    """Comparisons to learn rewards from."""
    corpus: int = 1000
    """Texts that the language model learns from, before any comparison."""
    threshold: float = 2.0
    """The entropy, in nats, above which a token opens a segment."""
    held: int = 100
    """Texts that the rewards are tested on, and as many that locations are normalised on."""
    steps: int = 10
    """Steps of 32 texts that the policy learns in."""


def run(config: Config, seed: int) -> list[Outcome]:
    """One language model, four ways to cut what it reads into units, and what each teaches a policy."""
    world = Idioms(seed)
    language = speaker(world, config, seed)
    held = [group[0] for group in world.candidates(2 * config.held, 1)]
    peaks = EntropyPeaks(language, config.threshold)
    words = sum(len(text.response.split()) for text in held) / sum(map(len, peaks(held)))
    units: dict[str, Segmenter | None] = {
        "segments": peaks,
        "tokens": None,
        "random cuts": RandomCuts.like(peaks, held, seed),
        "whole": EntropyPeaks(language, float("inf")),
    }
    rewards = {name: learned(world, language, cut, config, seed) for name, cut in units.items()}
    normalised = rewards["segments"] >> LocationNormaliser.of(rewards["segments"], held[config.held :])
    quality = {
        f"{what}, {name}": value
        for name, reward in rewards.items()
        for what, value in measures(world, reward, held[: config.held]).items()
    }
    dense = {name: rewards[name] for name in ("segments", "tokens", "random cuts")} | {LOCATED: normalised}
    policies = {f"policy, {name}": taught(world, reward, credit, config, seed) for name, reward in dense.items()}
    policies["policy, whole"] = taught(world, rewards["whole"], at_the_end, config, seed)
    found = {"words in a segment": words, "cuts found": agreement(world, peaks, held)}
    method = policies[f"policy, {LOCATED}"]
    return [
        Outcome(quality["credit, tokens"], quality["credit, segments"], "idioms", quality | found),
        Outcome(quality["credit, random cuts"], quality["credit, segments"], "idioms, against chance", claim=CHANCE),
        Outcome(policies["policy, whole"], method, "idioms, policy", policies, SPEED),
        Outcome(policies["policy, segments"], method, "idioms, location", claim=LOCATION),
    ]


def speaker(world: Idioms, config: Config, seed: int) -> CausalEncoder:
    """A small language model of the world's texts."""
    corpus = world.corpus(config.corpus)
    language = CausalEncoder(tiny(row.example.response for row in corpus), language=True)
    solver = FineTune(epochs=2, batch_size=32, learning_rate=5e-3)
    fit(RewardModel(language, ScalarHead()), corpus, Likelihood(), solver=solver, seed=seed)
    return language


def learned(world: Idioms, language: CausalEncoder, units: Segmenter | None, config: Config, seed: int) -> RewardModel:
    """The mean reward of units, the whole model trained on from the language model."""
    model = RewardModel(deepcopy(language), UnitHead("mean", units), seed)
    fit(model, world.comparisons(config.pairs), solver=FineTune(epochs=2, learning_rate=3e-3), seed=seed)
    return model


def measures(world: Idioms, reward: Reward, texts: list[Example]) -> Mapping[str, float]:
    """How well a reward says which idioms, and which texts, are worth more."""
    gold, given = world.gold.score(texts), reward.score(texts).values.double().numpy()
    worth = np.concatenate([world.values(text.response).double().numpy() for text in texts])
    return {
        "credit": pearson(credit(world, reward, texts).flatten(), worth),
        "correlation of whole texts": pearson(given, gold.values.double().numpy()),
    }


def credit(world: Idioms, reward: Reward, texts: Sequence[Example]) -> Float[np.ndarray, "n length"]:
    """What a reward gives to each idiom of each text, when units share theirs evenly among their words."""
    ends = [world.ends(text.response) for text in texts]
    dense = (reward >> SpreadEvenly()).score(texts).to("segment", "sum", ends).dense
    assert dense is not None, "spreading makes dense rewards"
    return torch.stack(dense.values).double().numpy()


def at_the_end(world: Idioms, reward: Reward, texts: Sequence[Example]) -> Float[np.ndarray, "n length"]:
    """The reward of each whole text, given at its last idiom."""
    given = np.zeros((len(texts), world.length))
    given[:, -1] = reward.score(texts).values.double().numpy()
    return given


def taught(world: Idioms, reward: Reward, give: Credit, config: Config, seed: int) -> float:
    """The gold of a policy after its last step, as a share of the best."""
    chances = Speaker(world).learn(lambda texts: give(world, reward, texts), config.steps, seed)
    return float((chances @ world.worth).mean()) / world.best


def agreement(world: Idioms, units: Segmenter, texts: Sequence[Example]) -> float:
    """The ends that units and idioms share, of all that either have."""
    pairs = [
        (set(ends.tolist()), set(world.ends(text.response).tolist()))
        for ends, text in zip(units(texts), texts, strict=True)
    ]
    return float(np.mean([len(a & b) / len(a | b) for a, b in pairs]))
