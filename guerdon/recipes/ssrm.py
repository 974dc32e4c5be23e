"""SSRM: does a reward that labels a pool of pairs and learns from what it is sure of get better by it?"""

from dataclasses import dataclass

import numpy as np

from guerdon.audit import examine
from guerdon.learn import (
    Encoder,
    FullBatch,
    Interaction,
    MLPHead,
    Numbers,
    RewardModel,
    SelfTrain,
    fit,
)
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.statistics import calibration_error
from guerdon.testbeds import Linear

paper = SelfTrain.paper
room = "learn"
claim = Claim(
    "accuracy on held-out pairs, self-trained minus trained on the labelled pairs alone", at_least=0.01, unit="accuracy"
)
REAL = ("hh-rlhf", "rmb")
PENALTIES = (0.1, 0.02)


@dataclass
class Config:
    labelled: int = 80
    """Labelled pairs that every arm has."""
    pool: int = 400
    """Pairs without a label."""
    test: int = 500
    """Pairs to test on, labelled without noise in the world of vectors."""
    threshold: float = 0.8
    """How sure the model must be of a label that it learns from."""
    rounds: int = 3
    """How often it labels the pool."""
    flips: float = 0.2
    """The share of the labels that are turned round, in the noisy world."""
    hidden: int = 16
    """Width of the head's hidden layer."""
    real: int = 300
    """Comparisons of HH-RLHF and of RMB each, where they are at hand; 0 leaves them out."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same labelled pairs alone and with the pool, in a clean and a noisy world and on real comparisons."""
    width, many = 16, config.labelled + config.pool + config.test
    outcomes = []
    for name, flips in (("vectors", 0.0), ("vectors, noisy labels", config.flips)):
        noisy = Linear(width, seed, quality=float("inf"), flips=flips).comparisons(many)
        clean = Linear(width, seed, quality=float("inf")).comparisons(many)
        labelled = noisy[: config.labelled]
        pool, test = noisy[config.labelled : -config.test], clean[many - config.test :]
        outcomes.append(arms(Numbers(width), labelled, pool, test, name, config, seed))
    for name in REAL:
        records = at_hand(name, config.real, seed)
        if records is not None:
            rest, test = records.split(share=0.4, seed=seed)
            labelled, pool = rest[: config.labelled], rest[config.labelled :]
            outcomes.append(arms(Interaction(), labelled, pool, test, name, config, seed))
    return outcomes


def arms(
    encoder: Encoder, labelled: Comparisons, pool: Comparisons, test: Comparisons, name: str, config: Config, seed: int
) -> Outcome:
    """Every way to use the same labels."""
    learn, held = labelled.split(share=0.25, seed=seed, purpose="temperature")
    rounds = config.rounds
    trained = {
        "supervised": (labelled, None),
        "self-trained": (learn, SelfTrain(pool, config.threshold, rounds, held)),
        "self-trained, no temperature": (labelled, SelfTrain(pool, config.threshold, rounds)),
        "self-trained, all kept": (labelled, SelfTrain(pool, 0.5, rounds)),
        "supervised, without the pairs for the temperature": (learn, None),
        "labels of the whole pool": (labelled + pool, None),
    }
    accuracy, controls = {}, {}
    for arm, (records, schedule) in trained.items():
        model = RewardModel(encoder, MLPHead((config.hidden,)), seed)
        fitted = fit(model, records, schedule=schedule, solver=FullBatch(PENALTIES, iterations=30), seed=seed)
        judged = examine(model, test)
        accuracy[arm] = float(judged.correct[judged.decided].mean())
        sure = np.maximum(judged.preferred, 1 - judged.preferred)
        controls[f"calibration error, {arm}"] = calibration_error(sure, judged.correct)
        if schedule:
            last = [row for row in fitted.history if "coverage" in row][-1]
            controls[f"coverage, {arm}"] = last["coverage"]
            controls[f"wrong labels in the pool, {arm}"] = last["coverage"] * (1 - last.get("precision", 1.0))
    controls |= {f"accuracy, {arm}": value for arm, value in accuracy.items()}
    return Outcome(accuracy["supervised"], accuracy["self-trained"], name, controls)
