"""Length in reward gains: how much of what best-of-n gains is only longer answers, and do remedies help?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from guerdon.audit import Candidates, best_of_n_gain, draw, order_accuracy, rescored, selection
from guerdon.audit.selection import measured
from guerdon.feedback import balance
from guerdon.learn import Interaction, Joined, RewardModel, ScalarHead, Surface, fit
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.shape import LengthPenalty, Measure, Residualise
from guerdon.statistics import pearson
from guerdon.surface import length
from guerdon.testbeds import Errands

paper = Paper(
    "singhal2023long", "A Long Way to Go: Investigating Length Correlations in RLHF",
    "Singhal, Prasann and Goyal, Tanya and Xu, Jiacheng and Durrett, Greg", 2023, arxiv="2310.03716",
)  # fmt: skip
room = "learn"
claim = Claim(
    "share of the best-of-n gain in its own score that a reward has at equal length: trained on comparisons balanced "
    "by length, minus trained on all",
    at_least=0.1,
    unit="share of the gain",
)
REAL = ("hh-rlhf", "rmb")


@dataclass
class Config:
    pairs: int = 800
    """Comparisons to learn from, before balancing."""
    length_bias: float = 0.5
    """How many logits annotators give for ten words more."""
    prompts: int = 32
    """Prompts for best-of-n."""
    candidates: int = 64
    """Candidates for each of them."""
    n: int = 16
    """How many of them best-of-n looks at; every subset counts."""
    bucket: float = 10.0
    """Width of the buckets of equal length, in words."""
    real: int = 2000
    """Comparisons of HH-RLHF and of RMB each to count longer winners in, where they are at hand; 0 leaves them out."""


def run(config: Config, seed: int) -> Outcome:
    """Plain and balanced training on the labels of length-biased annotators; remedies and null rewards beside."""
    world = Errands(seed, length_bias=config.length_bias)
    train = world.comparisons(config.pairs)
    balanced = balance(train, step=config.bucket, seed=seed)
    plain = learned(train, seed)
    responses = [side for row in train for side in (row.chosen, row.rejected)]
    sigma = float(plain.score(responses).values.std())
    rewards: dict[str, Reward] = {
        "plain": plain,
        "balanced": learned(balanced, seed),
        "as few, at random": learned(at_random(train, len(balanced), seed), seed),
        "length penalty": plain >> LengthPenalty(sigma),
        "residualised": plain >> Residualise.of(plain, responses, "log_words"),
        "unbiased annotators": learned(Errands(seed).comparisons(config.pairs), seed),
        "length alone": Measure("log_words"),
    }
    drawn = draw(world, world.gold, config.prompts, config.candidates)
    found = {name: measures(rescored(drawn, reward), config) for name, reward in rewards.items()}
    controls = {f"{what}, {name}": value for name, row in found.items() for what, value in row.items()}
    controls["comparisons left by balancing"] = float(len(balanced))
    controls["longer wins, errands"] = longer_wins(train)
    for name in REAL:
        records = at_hand(name, config.real, seed)
        if records is not None:
            controls[f"longer wins, {name}"] = longer_wins(records)
    return Outcome(found["plain"][SHARE], found["balanced"][SHARE], "errands, length-biased", controls)


SHARE = "share at equal length"


def learned(train: Comparisons, seed: int) -> RewardModel:
    """The default reward: sentence vectors and surface under a linear head, so that length can be learned at all."""
    model = RewardModel(Joined(Interaction(), Surface()), ScalarHead(), seed)
    fit(model, train, seed=seed)
    return model


def at_random(train: Comparisons, n: int, seed: int) -> Comparisons:
    """As many comparisons as balancing leaves, without balance."""
    return train.select(np.random.default_rng(seed).permutation(len(train))[:n].tolist())


def measures(drawn: Candidates, config: Config) -> Mapping[str, float]:
    """What best-of-n gains by a reward, in its own score, in words and in truth, and what of it is there at equal length."""
    words = measured(drawn.groups, length)
    chosen = [selection(scores, config.n) for scores in drawn.proxy]
    even = [np.full(len(scores), 1 / len(scores)) for scores in drawn.proxy]
    attribute, before, after = (np.concatenate(column) for column in (words, even, chosen))
    gain = best_of_n_gain(drawn.proxy, drawn.proxy, words, config.n, config.bucket)
    truth = drawn.gold or ()
    return {
        SHARE: gain.within / gain.total,
        "gain compared": gain.compared,
        "gain in words": float(attribute @ (after - before)) / len(words),
        "gold": float(np.concatenate(truth) @ after) / len(words),
        "correlation with words": float(np.mean([pearson(a, b) for a, b in zip(drawn.proxy, words, strict=True)])),
        "order accuracy": float(order_accuracy(drawn.proxy, truth).mean()),
    }


def longer_wins(records: Comparisons) -> float:
    """The share of the comparisons with a winner, of unlike length, that the longer response wins."""
    gaps = [
        (length(row.chosen.response) - length(row.rejected.response)) * np.sign(row.target - 0.5) for row in records
    ]
    decided = [gap > 0 for gap in gaps if gap]
    return float(np.mean(decided))
