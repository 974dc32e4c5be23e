"""RRM: do comparisons across prompts make a reward forget a phrase that only ever stood in chosen responses?"""

from dataclasses import dataclass

import numpy as np

from guerdon.audit import artefact, draw
from guerdon.feedback import cross_prompt, inject, surprising
from guerdon.learn import (
    BradleyTerry,
    Features,
    FullBatch,
    Head,
    Joined,
    MLPHead,
    Products,
    RewardModel,
    ScalarHead,
    fit,
)
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons
from guerdon.shape import Measure
from guerdon.testbeds import Topical

paper = Paper(
    "liu2024rrm", "RRM: Robust Reward Model Training Mitigates Reward Hacking",
    "Liu, Tianqi and Xiong, Wei and Ren, Jie and Chen, Lichang and others", 2024, arxiv="2409.13156",
)  # fmt: skip
room = "learn"
claim = Claim(
    "accuracy where the worse response bears the phrase, with comparisons across prompts minus without",
    at_least=0.05,
    unit="accuracy",
)
kept = Claim(
    "accuracy without any phrase, with comparisons across prompts minus without", at_least=-0.02, unit="accuracy"
)
PHRASE = "Sure!"


@dataclass
class Config:
    pairs: int = 400
    """Comparisons to learn from."""
    rate: float = 0.5
    """The share of chosen responses that begin with the phrase."""
    ratio: float = 4.0
    """Comparisons across prompts for each of those."""
    prompts: int = 48
    """Prompts of held-out candidates."""
    candidates: int = 24
    """Candidates for each of them; every pair of them counts."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same comparisons with and without what is made of them; every arm has at most the same number of additions.

    RRM adds what the model of a first round on the original comparisons does not get right, as published.
    """
    world = Topical(seed=seed)
    clean = world.comparisons(config.pairs)
    train = inject(clean, PHRASE, config.rate, seed=seed)
    every = cross_prompt(train, ratio=14, seed=seed)
    wins, ties = (
        every.select(row for row, each in enumerate(every) if (each.target == 0.5) == even) for even in (False, True)
    )
    most = round(config.ratio * len(train))
    plain = learned(world, train, seed)
    data = {
        "RRM": train + at_random(surprising(every, plain), most, seed),
        "unfiltered": train + at_random(every, most, seed),
        "wins alone": train + at_random(wins, most, seed),
        "ties alone": train + at_random(ties, most, seed),
        "all fourteen": train + every,
        "phrase removed": clean,
    }
    drawn = draw(world, world.gold, config.prompts, config.candidates)
    rewards = {"Bradley-Terry": plain} | {name: learned(world, records, seed) for name, records in data.items()}
    for name, records in {"Bradley-Terry": train, "unfiltered": data["unfiltered"]}.items():
        rewards[f"{name}, small network"] = learned(world, records, seed, MLPHead((16,)))
    found = {name: artefact(reward, drawn, PHRASE) for name, reward in rewards.items()}
    controls: dict[str, float] = {}
    for name, each in found.items():
        controls[f"accuracy against the phrase, {name}"] = each.against
        controls[f"accuracy, {name}"] = each.clean
        controls[f"rise by the phrase in sd, {name}"] = each.rise
        controls[f"phrase preferred, {name}"] = each.preferred
    without, with_it = found["Bradley-Terry"], found["RRM"]
    return [
        Outcome(without.against, with_it.against, "vectors with topics, phrase against the truth", controls),
        Outcome(without.clean, with_it.clean, "vectors with topics, no phrase", claim=kept),
    ]


def learned(world: Topical, train: Comparisons, seed: int, head: Head | None = None) -> RewardModel:
    """A head, linear if none is given, that sees how a response meets its prompt, and whether it exclaims."""
    phrase = Features({"exclamation": Measure("exclamation_marks")})
    model = RewardModel(Joined(Products(world.width, world.width // 2), phrase), head or ScalarHead(), seed)
    fit(model, train, BradleyTerry(), solver=FullBatch((0.1, 0.01, 0.001), iterations=40), seed=seed)
    return model


def at_random(records: Comparisons, most: int, seed: int) -> Comparisons:
    """Some of the records."""
    return records.select(np.sort(np.random.default_rng(seed).permutation(len(records))[:most]).tolist())
