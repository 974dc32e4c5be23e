"""Product of experts: does a second expert that sees little but length take the bias off the first?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from guerdon.audit import Following, draw, following, rescored
from guerdon.learn import (
    AttributeHead,
    BradleyTerry,
    Correlate,
    Decorrelate,
    Features,
    FullBatch,
    Head,
    Joined,
    Noised,
    Numbers,
    Objective,
    Orthogonal,
    RewardModel,
    fit,
)
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.shape import Measure, Residualise
from guerdon.testbeds import Wordy
from guerdon.types import Example

paper = Paper(
    "shen2023loose",
    "Loose lips sink ships: Mitigating Length Bias in Reinforcement Learning from Human Feedback",
    "Shen, Wei and Zheng, Rui and Zhan, Wenyu and Zhao, Jun and others", 2023, arxiv="2310.05199",
)  # fmt: skip
room = "learn"
claim = Claim(
    "accuracy on pairs whose longer response is worse, the main expert minus Bradley-Terry",
    at_least=0.05,
    unit="accuracy",
)
kept = Claim(
    "accuracy against gold where length is truly good, the main expert minus Bradley-Terry",
    at_least=0.0,
    unit="accuracy",
)
EXPERTS = ("main", "bias")
LENGTH = {"main": ["response"], "bias": ["length"]}
NOISED = {"main": ["response"], "bias": ["noised response", "length"]}
BOTH_SEE = {"main": ["response", "length"], "bias": ["length"]}


@dataclass
class Config:
    pairs: int = 400
    """Comparisons to learn from."""
    length_bias: float = 4.0
    """How many logits annotators give for e times as many words."""
    noise: float = 3.0
    """The standard deviation of the noise on what the biased expert reads, in that of the numbers."""
    prompts: int = 48
    """Prompts for best-of-n."""
    candidates: int = 64
    """Candidates for each of them."""
    n: int = 16
    """How many of them best-of-n looks at; every subset counts."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same labels twice: as those of annotators biased for length, and as those of a world where length is good.

    No method can tell the two apart, so what it wins in the one it loses in the other. The biased expert's higher
    learning rate is its lighter penalty here: that on a block of one column weighs less than on one of many.
    """
    biased = Wordy(seed=seed, length_bias=config.length_bias)
    good = replace(biased, length_bias=0.0, length_worth=config.length_bias / biased.quality)
    rewards = arms(biased, config, seed)
    found, worth = (
        {name: following(rescored(drawn, reward), config.n) for name, reward in rewards.items()}
        for drawn in (draw(world, world.gold, config.prompts, config.candidates) for world in (biased, good))
    )
    return [
        Outcome(
            found["Bradley-Terry"].adverse, found["main expert"].adverse, "vectors in words, biased", controls(found)
        ),
        Outcome(
            worth["Bradley-Terry"].accuracy, worth["main expert"].accuracy, "vectors in words, length good",
            controls(worth), kept,
        ),
    ]  # fmt: skip


def arms(world: Wordy, config: Config, seed: int) -> Mapping[str, Reward]:
    """Every reward, learned from the same comparisons."""
    train = world.comparisons(config.pairs)

    def learned(head: Head, *objectives: Objective) -> RewardModel:
        """Each objective goes on from the weights of the one before."""
        numbers = Numbers(world.width)
        length = Features({"length": Measure("log_words")})
        model = RewardModel(Joined(numbers, Noised(numbers, config.noise, seed), length), head, seed)
        for objective in objectives:
            fit(model, train, objective, solver=FullBatch((0.1, 0.01, 0.001)), seed=seed)
        return model

    def experts(reads: Mapping[str, list[str]]) -> RewardModel:
        return learned(AttributeHead(EXPERTS, ["main"], reads=reads), BradleyTerry(on=EXPERTS))

    whole = ["response", "length"]
    plain = learned(AttributeHead(["main"], reads={"main": whole}), BradleyTerry())
    # Correlations and angles are blind to scale: from weights of 0 no step that keeps them leads to larger ones.
    both = BradleyTerry(on=EXPERTS)
    disentangled = both + Decorrelate("main") + Correlate("bias") + Orthogonal(*EXPERTS)
    two_heads = AttributeHead(EXPERTS, ["main"], bias=False, reads=dict.fromkeys(EXPERTS, whole))
    return {
        "Bradley-Terry": plain,
        "main expert": experts(LENGTH),
        "main expert, bias on noised numbers": experts(NOISED),
        "main expert that sees length too": experts(BOTH_SEE),
        "constant bias expert": learned(AttributeHead(["main"], reads={"main": ["response"]}), BradleyTerry()),
        "ODIN": learned(two_heads, both, disentangled),
        "residualised": plain >> Residualise.of(plain, responses(train), "log_words"),
        "length alone": Measure("log_words"),
    }


def controls(found: Mapping[str, Following]) -> dict[str, float]:
    """Every measure of every arm."""
    named: dict[str, float] = {}
    for name, each in found.items():
        named[f"accuracy where the longer is worse, {name}"] = each.adverse
        named[f"accuracy, {name}"] = each.accuracy
        named[f"rank correlation with length, {name}"] = each.rank_correlation
        named[f"gold gained by best-of-n, {name}"] = each.gold.total
        named[f"words, {name}"] = each.attribute
    return named


def responses(train: Comparisons) -> list[Example]:
    """Every response of the comparisons."""
    return [side for row in train for side in (row.chosen, row.rejected)]
