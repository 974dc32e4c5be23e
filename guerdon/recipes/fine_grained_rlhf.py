"""Fine-grained feedback: do rewards of segments teach faster, and can segments with errors be found at all?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float

from guerdon.feedback import KNOWN, load, span_labels
from guerdon.learn import FullBatch, RewardModel, SegmentVectors, UnitHead, UnitLabels, fit
from guerdon.learn.segmenters import Segmenter, Sentences, SubSentences
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Ratings
from guerdon.statistics import auroc, f1, f1_threshold
from guerdon.testbeds import Idioms, Speaker
from guerdon.types import Example

paper = Paper(
    "wu2023finegrained", "Fine-Grained Human Feedback Gives Better Rewards for Language Model Training",
    "Wu, Zeqiu and Hu, Yushi and Shi, Weijia and others", 2023, arxiv="2306.01693",
)  # fmt: skip
room = "learn"
claim = Claim(
    "good segments that a policy writes which learned from a reward for each segment, minus one that learned from their "
    "sum at the end of twice as many texts",
    at_least=0.0,
    unit="share of the segments",
)
FOUND = Claim(
    "F1 of segments with errors on held-out questions, by their vectors minus by their length", at_least=0.03, unit="F1"
)


@dataclass(frozen=True)
class Kind:
    """One reward of the published three: what errors it knows, and in which units."""

    name: str
    units: Segmenter
    errors: tuple[str, ...]
    least_words: int = 1


KINDS = (
    Kind("qa-feedback, relevance", SubSentences(), ("Irrelevant", "Redundant", "Incoherent"), least_words=5),
    Kind("qa-feedback, facts", Sentences(), ("Wrong-Grounding", "Unverifiable")),
)
"""The third, completeness, is a preference reward and has no segments. Facts are judged without the passages here."""


@dataclass
class Config:
    steps: int = 8
    """Steps of 32 texts that the policy learns in from whole texts; from segments half as many."""
    size: float = 0.3
    """What a good segment gets, and a bad one loses."""
    answers: int = 400
    """Answers with marked errors to read, where the data is there; none when 0."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Learning from known segments in a made language; finding segments with errors in real answers.

    The policy of the published system, a language model, is not trained here: the made language stands in for it.
    """
    outcomes = [learning(config, seed)]
    if config.answers and KNOWN["qa-feedback"].found():
        answers = answered(config.answers, seed)
        outcomes += [finding(kind, answers, seed) for kind in KINDS]
    return outcomes


def learning(config: Config, seed: int) -> Outcome:
    """REINFORCE with plus or minus ``size`` at each good or bad idiom, or with the sum of these at the end."""
    world = Idioms(seed, length=6)

    def dense(texts: Sequence[Example]) -> Float[np.ndarray, "n length"]:
        return config.size * np.sign([world.values(text.response).double().numpy() for text in texts])

    def whole(texts: Sequence[Example]) -> Float[np.ndarray, "n length"]:
        rewards = dense(texts)
        return np.concatenate([0 * rewards[:, 1:], rewards.sum(1, keepdims=True)], axis=1)

    controls = {
        f"{name}, {when} texts": float(Speaker(world).learn(give, steps, seed)[:, world.worth > 0].sum(1).mean())
        for name, give in (("segments", dense), ("whole", whole))
        for when, steps in (("half the", config.steps // 2), ("all", config.steps))
    }
    return Outcome(controls["whole, all texts"], controls["segments, half the texts"], "idioms, policy", controls)


def answered(most: int, seed: int) -> list[Example]:
    """Answers whose errors people have marked, one to each question."""
    rows = (side for row in load("qa-feedback").comparisons() for side in (row.chosen, row.rejected))
    marked = list({row.prompt_text: row for row in rows if row.meta.get("errors") is not None}.values())
    return [marked[place] for place in np.random.default_rng(seed).permutation(len(marked))[:most]]


def finding(kind: Kind, answers: Sequence[Example], seed: int) -> Outcome:
    """Fits to some questions, chooses every threshold on others, and measures on the rest."""
    ends = [places.tolist() for places in kind.units(answers)]
    train, test = span_labels(answers, ends, kind.errors, kind.least_words).split(0.3, seed)
    train, tuning = train.split(0.3, seed, "threshold")
    model = RewardModel(SegmentVectors(kind.units), UnitHead("mean", kind.units), seed)
    fit(model, train, UnitLabels(), solver=FullBatch(iterations=50), seed=seed)
    scores = {
        "vectors": (by_model(model, tuning), by_model(model, test)),
        "length": (by_length(tuning), by_length(test)),
    }
    known, truth = bad(tuning), bad(test)
    found = {name: f1(held >= f1_threshold(tuned, known), truth) for name, (tuned, held) in scores.items()}
    controls = {f"F1, {name}": value for name, value in found.items()}
    controls |= {f"AUROC, {name}": auroc(held, truth) for name, (_, held) in scores.items()}
    controls |= {
        "F1, vectors, even odds": f1(scores["vectors"][1] > 0, truth),
        "F1, all": f1(np.ones_like(truth), truth),
        "F1, none (the majority)": f1(np.zeros_like(truth), truth),
        "segments with errors": float(truth.mean()),
    }
    return Outcome(found["length"], found["vectors"], kind.name, controls, FOUND)


def by_model(model: RewardModel, rows: Ratings) -> Float[np.ndarray, "u"]:
    """How probable it is that a segment has an error, as a logit."""
    dense = model.score([row.example for row in rows]).dense
    assert dense is not None, "UnitHead scores units"
    return -np.concatenate([units.double().numpy() for units in dense.values])


def by_length(rows: Ratings) -> Float[np.ndarray, "u"]:
    """The words of each segment."""
    starts = [(row.example.response, pairwise([0, *(end for end, _ in row.spans)])) for row in rows]
    return np.array([float(len(text[start:end].split())) for text, places in starts for start, end in places])


def bad(rows: Ratings) -> Bool[np.ndarray, "u"]:
    """Whether each segment has an error."""
    return np.array([value < 0.5 for row in rows for _, value in row.spans])
