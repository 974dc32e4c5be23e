"""TLDR: do labels of the wrong words teach a reward more than one label for each text, and are they read off the image?"""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from guerdon.feedback import SwapWord, perturb
from guerdon.learn import (
    BradleyTerry,
    FineTune,
    Head,
    ImageWords,
    Objective,
    OutcomeLabels,
    RewardModel,
    ScalarHead,
    UnitHead,
    UnitLabels,
    fit,
    vocabulary,
)
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons, Ratings, Records
from guerdon.statistics import auroc, average_precision
from guerdon.testbeds import Captions
from guerdon.testbeds.captions import CELL, KINDS, PLACES
from guerdon.types import Comparison, Rating

paper = UnitLabels.paper
room = "learn"
claim = Claim(
    "a right and a wrong caption of an image ordered rightly, by the worst word of a model of labels of words minus by a "
    "model of one label for each caption",
    at_least=0.02,
    unit="accuracy",
)
PAIRED = Claim(
    "the same, labels of words minus Bradley-Terry on the same pairs of captions", at_least=0.02, unit="accuracy"
)
SEEN = Claim(
    "average precision of wrong words, a model that sees the image minus one that does not",
    at_least=0.2,
    unit="average precision",
)
RULES = {kind: SwapWord(words) for kind, words in KINDS.items()}
BATCH = 32
"""Captions of a step; half as many pairs."""
SIZE = (CELL, CELL * len(PLACES))


@dataclass
class Config:
    captions: int = 1150
    """Images with a right and a wrong caption, a quarter of them held out."""
    epochs: int = 8
    """Passes over the captions, of every arm."""
    learning_rate: float = 6e-3
    """Of every arm."""
    bad: float = 2.0
    """How many good words a wrong one counts for."""


def run(config: Config, seed: int) -> list[Outcome]:
    """One reader of images and words, the same captions, and four ways to learn which of them are wrong."""
    world = Captions(seed)
    train, test = perturb(world.captioned(config.captions), RULES, world.correct, seed).split(0.25, seed)
    labels = UnitLabels(config.bad)
    words = learned(train, UnitHead("min"), labels, config, seed)
    unseen = learned(blind(train), UnitHead("min"), labels, config, seed)
    accuracy = {
        "labels of words": ordered(words, test),
        "labels of words, no image": ordered(unseen, blind(test)),
        "one label": ordered(learned(train, ScalarHead(), OutcomeLabels(), config, seed), test),
        "Bradley-Terry": ordered(learned(pairs(train), ScalarHead(), BradleyTerry(), config, seed, BATCH // 2), test),
    }
    wrong = np.array([value < 0.5 for row in test for _, value in row.spans])
    doubt, blindly = doubts(words, test), doubts(unseen, blind(test))
    by_kind = np.array([row.example.meta.get("rule", "") for row in test for _ in row.spans])
    found = {
        "average precision, with the image": average_precision(doubt, wrong),
        "average precision, no image": average_precision(blindly, wrong),
        "average precision, chance": float(wrong.mean()),
        "AUROC, with the image": auroc(doubt, wrong),
        "AUROC, no image": auroc(blindly, wrong),
        "accuracy of words": float(((doubt > 0) == wrong).mean()),
        "accuracy of words, all good": float((~wrong).mean()),
    }
    for kind in RULES:
        rows = np.isin(by_kind, [kind, ""])  # the wrong words of one kind among all good ones of right captions
        found[f"average precision, {kind}"] = average_precision(doubt[rows], wrong[rows])
    method = accuracy["labels of words"]
    seen, missed = found["average precision, with the image"], found["average precision, no image"]
    return [
        Outcome(accuracy["one label"], method, "captions", accuracy),
        Outcome(accuracy["Bradley-Terry"], method, "captions, pairs", {}, PAIRED),
        Outcome(missed, seen, "captions, words", found, SEEN),
    ]


def learned(
    train: Records, head: Head, objective: Objective, config: Config, seed: int, batch: int = BATCH
) -> RewardModel:
    """A reader and a head that have learned some feedback."""
    known = vocabulary(["shapes at the", *(word for words in KINDS.values() for word in words), ","])
    model = RewardModel(ImageWords(known, SIZE, CELL, seed=seed), head, seed)
    solver = FineTune(config.epochs, batch_size=batch, learning_rate=config.learning_rate, patience=None)
    fit(model, train, objective, solver=solver, seed=seed)
    return model


def blind(rows: Ratings) -> Ratings:
    """The same captions with nothing to be seen."""
    dark = {"image": ["000000" * SIZE[1]] * SIZE[0]}
    return Ratings.of(replace(row, example=replace(row.example, context=dark)) for row in rows)


def pairs(rows: Ratings) -> Comparisons:
    """Each right caption against the wrong one that was made from it."""
    return Comparisons.of(Comparison(right.example, wrong.example) for right, wrong in twins(rows))


def twins(rows: Ratings) -> list[tuple[Rating, Rating]]:
    """Right and wrong captions, which follow each other."""
    return list(zip(rows[::2], rows[1::2], strict=True))


def ordered(model: RewardModel, test: Ratings) -> float:
    """In what share of the pairs the right caption has the higher score; equal scores count a half."""
    right, wrong = (model.score([row.example for row in side]).values for side in zip(*twins(test), strict=True))
    return float(((right - wrong).sign().double().mean() + 1) / 2)


def doubts(model: RewardModel, test: Ratings) -> Float[np.ndarray, "u"]:
    """How probable it is that each word is wrong, as a logit."""
    dense = model.score([row.example for row in test]).dense
    assert dense is not None, "UnitHead scores words"
    return -np.concatenate([units.double().numpy() for units in dense.values])
