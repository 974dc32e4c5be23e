"""ODIN: does a quality part that is kept apart from length select better than a plain reward, or than a straight line?"""

from dataclasses import dataclass

import numpy as np

from guerdon.audit import draw, following, rescored
from guerdon.learn import (
    AttributeHead,
    BradleyTerry,
    Correlate,
    Decorrelate,
    Features,
    FullBatch,
    Head,
    Joined,
    Numbers,
    Objective,
    Orthogonal,
    RewardModel,
    ScalarHead,
    fit,
)
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.shape import LengthPenalty, Measure, Residualise
from guerdon.statistics import pearson
from guerdon.surface import log_words
from guerdon.testbeds import Wordy
from guerdon.types import Example

paper = Paper(
    "chen2024odin", "ODIN: Disentangled Reward Mitigates Hacking in RLHF",
    "Chen, Lichang and Zhu, Chen and Soselia, Davit and others", 2024, arxiv="2402.07319",
)  # fmt: skip
room = "learn"
claim = Claim(
    "gold that best-of-n gains at equal length, ODIN's quality part minus Bradley-Terry", at_least=0.1, unit="gold sd"
)
BOTH = ("quality", "length")
FREE = (50.0, 100.0, 200.0, 400.0, 800.0)
"""Lengths at which the penalty on length is free, from steep to flat."""


@dataclass
class Config:
    pairs: int = 400
    """Comparisons to learn from."""
    length_bias: float = 4.0
    """How many logits annotators give for e times as many words."""
    prompts: int = 48
    """Prompts for best-of-n."""
    candidates: int = 64
    """Candidates for each of them."""
    n: int = 16
    """How many of them best-of-n looks at; every subset counts."""


def run(config: Config, seed: int) -> Outcome:
    """Two parts whose sum fits the preferences, one of them kept; every arm on the same features and labels.

    The rows of weights are free where the paper normalises them: its trunk can scale features as it likes, frozen ones
    cannot, and every term but the preferences is blind to scale. The normalised rows are an arm of their own.
    """
    world = Wordy(seed=seed, length_bias=config.length_bias)
    train = world.comparisons(config.pairs)
    plain = learned(world, train, ScalarHead(), seed, BradleyTerry())
    rewards: dict[str, Reward] = {
        "Bradley-Terry": plain,
        "ODIN": odin(world, train, seed),
        "ODIN, lambda 0.1": odin(world, train, seed, follow=0.1),
        "ODIN, lambda 10": odin(world, train, seed, follow=10.0),
        "ODIN without orthogonality": odin(world, train, seed, apart=0.0),
        "ODIN, normalised rows": odin(world, train, seed, normalised=True),
        "product of experts": experts(world, train, seed),
        "residualised": plain >> Residualise.of(plain, responses(train), "log_words"),
        "length penalty": penalised(plain, train),
        "length alone": Measure("log_words"),
    }
    drawn = draw(world, world.gold, config.prompts, config.candidates)
    found = {name: following(rescored(drawn, reward), config.n) for name, reward in rewards.items()}
    controls: dict[str, float] = {}
    for name, each in found.items():
        controls[f"gold at equal length, {name}"] = each.gold.within
        controls[f"correlation with length, {name}"] = each.correlation
        controls[f"rank correlation with length, {name}"] = each.rank_correlation
        controls[f"order accuracy, {name}"] = each.accuracy
        controls[f"accuracy where the longer is worse, {name}"] = each.adverse
        controls[f"words, {name}"] = each.attribute
    return Outcome(found["Bradley-Terry"].gold.within, found["ODIN"].gold.within, "vectors in words", controls)


def learned(world: Wordy, train: Comparisons, head: Head, seed: int, *objectives: Objective) -> RewardModel:
    """A head on the numbers and on the length, the penalty chosen by each objective's own validation loss.

    Each objective goes on from the weights of the one before.
    """
    model = RewardModel(Joined(Numbers(world.width), Features({"length": Measure("log_words")})), head, seed)
    for objective in objectives:
        fit(model, train, objective, solver=FullBatch((0.1, 0.01, 0.003, 0.001), iterations=50), seed=seed)
    return model


def odin(
    world: Wordy, train: Comparisons, seed: int, follow: float = 1.0, apart: float = 1.0, normalised: bool = False
) -> RewardModel:
    """The two parts, with the weights of the terms on correlation and on orthogonality."""
    both = BradleyTerry(on=BOTH)
    objective = both + follow * (Decorrelate("quality") + Correlate("length")) + apart * Orthogonal()
    # Correlations and angles are blind to scale: from weights of 0 no step that keeps them leads to larger ones.
    return learned(world, train, AttributeHead(BOTH, ["quality"], normalised, bias=False), seed, both, objective)


def experts(world: Wordy, train: Comparisons, seed: int) -> RewardModel:
    """Parts that are kept apart by what they read instead."""
    head = AttributeHead(BOTH, ["quality"], reads={"quality": ["response"], "length": ["length"]})
    return learned(world, train, head, seed, BradleyTerry(on=BOTH))


def penalised(plain: RewardModel, train: Comparisons) -> Reward:
    """The price on length that leaves least correlation with it among the training responses."""
    texts = responses(train)
    words = np.array([log_words(each.response) for each in texts])
    sigma = float(plain.score(texts).values.std())
    priced = [plain >> LengthPenalty(sigma, free) for free in FREE]
    return min(priced, key=lambda reward: abs(pearson(reward.score(texts).values.double().numpy(), words)))


def responses(train: Comparisons) -> list[Example]:
    """Every response of the comparisons."""
    return [side for row in train for side in (row.chosen, row.rejected)]
