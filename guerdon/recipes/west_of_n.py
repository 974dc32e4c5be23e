"""West-of-N: does a reward learn from its own labels on the best and worst of many samples, where its data is off-policy?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guerdon.audit import examine
from guerdon.feedback import Max, Min, Random, scored, select, west_of_n
from guerdon.feedback.west_of_n import paper as paper
from guerdon.learn import Encoder, FullBatch, Interaction, Joined, MLPHead, Numbers, RewardModel, Surface, fit
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.contenders import READ, TextReward
from guerdon.recipes.real import answered, at_hand
from guerdon.records import Comparisons
from guerdon.shape import Recorded
from guerdon.testbeds import Elsewhere, labelled
from guerdon.types import Example

room = "feedback"
claim = Claim(
    "accuracy on-policy, a reward that learned from its labels of best against worst minus one of random pairs as many",
    at_least=0.01, unit="accuracy",
)  # fmt: skip
LABELS = Claim(
    "share of the pseudo labels that are right, best against worst minus random pairs", at_least=0.1, unit="share"
)
TRAINED = Claim("accuracy on-policy, the same reward minus the base reward that labelled", 0.01, "accuracy")
REAL = Claim(
    "accuracy on pairs of answers to new instructions, best against worst minus random pairs", 0.01, "accuracy"
)
SOLVER = FullBatch((0.1, 0.03, 0.01), iterations=40)


@dataclass
class Config:
    pairs: int = 300
    """Labelled comparisons, off-policy."""
    prompts: int = 400
    """Prompts with samples of the policy and without labels."""
    samples: int = 16
    """Of each."""
    confidence: float = 0.25
    """The share of the pairs that are left out as the least sure; random pairs are filtered alike."""
    shift: float = 2.0
    """How far the policy's responses are from those with labels, in standard deviations."""
    hidden: int = 16
    """Width of the rewards."""
    tests: int = 1000
    """Comparisons on-policy without noise."""
    real: int = 40
    """Instructions of AlpacaEval with 16 answers each, where they are at hand, for each of two halves; 0 leaves them out."""


def run(config: Config, seed: int) -> list[Outcome]:
    """A base reward off-policy; students from scratch on its data and as many more pairs of each kind."""
    world = Elsewhere(shift=config.shift, seed=seed)
    base_pairs = world.comparisons(config.pairs)
    drawn = world.candidates(config.prompts + config.tests // 2, config.samples)
    pool, apart = drawn[: config.prompts], drawn[config.prompts :]
    test = labelled([(each[2 * k], each[2 * k + 1]) for each in apart for k in range(2)], world.gold, np.inf)
    arms, controls = tried(Numbers(world.width), base_pairs, pool, world.gold, config, seed)
    right = {name: float(examine(arm, test).correct.mean()) for name, arm in arms.items()}
    controls |= {f"accuracy, {name}": value for name, value in right.items()}
    return [
        Outcome(right["random pairs"], right["west of n"], "vectors", controls),
        Outcome(
            controls["labels right, random pairs"], controls["labels right, west of n"], "vectors, labels", claim=LABELS
        ),
        Outcome(right["base"], right["west of n"], "vectors, against the base", claim=TRAINED),
        *real(config, seed),
    ]


def tried(
    encoder: Encoder, base_pairs: Comparisons, pool: Sequence[Sequence[Example]], gold: TextReward, config: Config, seed: int
) -> tuple[dict[str, RewardModel], dict[str, float]]:  # fmt: skip
    """The base reward and its students, how many pairs they have, and how often their labels are right."""

    def learned(records: Comparisons) -> RewardModel:
        model = RewardModel(encoder, MLPHead((config.hidden,)), seed)
        train, held = records.split(0.2, seed, purpose="validation")
        fit(model, train, validation=held, solver=SOLVER, seed=seed)
        return model

    base = learned(base_pairs)
    best = west_of_n(pool, base, config.confidence).records
    assert isinstance(best, Comparisons), "west_of_n makes comparisons"
    some = select(scored(pool, base), Random(), Random(), seed, "pseudo").records
    people = select(scored(pool, gold), Random(), Random(), seed).records
    gaps = np.array(some.data["strength"][:])
    added = {
        "west of n": best,
        "random pairs": some[: len(best)],
        "surest random pairs": some.select(np.sort(np.argsort(-gaps, kind="stable")[: len(best)]).tolist()),
        "labels of gold": people[: len(best)],
    }
    arms = {"base": base} | {name: learned(base_pairs + rows) for name, rows in added.items()}
    labels = {f"labels right, {name}": float(examine(gold, rows).correct.mean()) for name, rows in added.items()}
    return arms, labels | {f"pairs, {name}": float(len(rows)) for name, rows in added.items()}


def real(config: Config, seed: int) -> list[Outcome]:
    """The same on answers of many models, labelled by a reward of other people's labels; GPT-4 says who is right."""
    train, known = at_hand("rmb", 6 * config.real, seed), answered(2 * config.real, config.samples, seed)
    if train is None or not known:
        return []
    pool, apart = known[: config.real], known[config.real :]
    gold = Recorded(
        {each.identity: score for group in known for each, score in zip(group.examples, group.scores, strict=True)}
    )
    arms, controls = tried(
        Joined(Interaction(max_tokens=READ), Surface()), train, [each.examples for each in pool], gold, config, seed
    )
    test = select(apart, Max(), Min()).records + select(apart, Random(), Random(), seed).records
    right = {name: float(examine(arm, test).correct.mean()) for name, arm in arms.items()}
    controls |= {f"accuracy, {name}": value for name, value in right.items()}
    return [Outcome(right["random pairs"], right["west of n"], "alpaca-eval", controls, REAL)]
