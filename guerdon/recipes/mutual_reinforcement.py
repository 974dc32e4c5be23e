"""Mutual reinforcement: do labels of whole answers and labels of their segments help each other?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from guerdon.feedback import KNOWN, load, shuffle_spans, span_labels
from guerdon.learn import FullBatch, JointHead, Objective, OutcomeLabels, RewardModel, SegmentVectors, UnitLabels, fit
from guerdon.learn.segmenters import GivenSteps, Segmenter, Sentences
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Ratings
from guerdon.statistics import auroc
from guerdon.testbeds import Idioms
from guerdon.types import Example, Rating

paper = Paper(
    "gan2024empirical",
    "Empirical Study of Mutual Reinforcement Effect and Application in Few-shot Text Classification Tasks via Prompt",
    "Gan, Chengguang and others", 2024, arxiv="2410.09745",
)  # fmt: skip

room = "learn"
claim = Claim(
    "what training on both levels gains over training on one, in AUROC on held-out prompts: the lesser of the gains of "
    "answers and of segments, as reinforcement must be mutual",
    at_least=0.01,
    unit="AUROC",
)
ERRORS = ("Wrong-Grounding", "Unverifiable")


@dataclass
class Config:
    texts: int = 160
    """Texts of the made language, half of them to learn from."""
    flips: float = 0.15
    """The share of labels, of either level, that is wrong in the made language."""
    answers: int = 400
    """Answers with marked errors to read, where the data is there; none when 0."""
    hidden: int = 16
    """The width of the layer that the two levels share."""
    weight: float = 1.0
    """How much labels of segments count beside those of answers; a tenth and ten times that stand beside."""


def run(config: Config, seed: int) -> list[Outcome]:
    """A made language with labels of both levels; answers to questions, free of false statements or not."""
    outcomes = [compared("idioms", made(config, seed), GivenSteps(), config, seed)]
    if config.answers and KNOWN["qa-feedback"].found():
        outcomes.append(compared("qa-feedback", real(config, seed), Sentences(), config, seed))
    return outcomes


def made(config: Config, seed: int) -> Ratings:
    """Idioms that are good or bad, in texts that are good where their idioms are on average."""
    world, rng = Idioms(seed), np.random.default_rng([seed, 5])

    def labelled(text: Example) -> Rating:
        ends = [end + 1 for end in world.ends(text.response).tolist()[:-1]] + [len(text.response)]
        good = (world.values(text.response).numpy() > 0) ^ (rng.random(len(ends)) < config.flips)
        whole = (world.gold.score([text]).values.item() > 0) ^ (rng.random() < config.flips)
        steps = tuple(text.response[start:end] for start, end in zip([0, *ends], ends, strict=False))
        spans = tuple(zip(ends, good.astype(float).tolist(), strict=True))
        return Rating(replace(text, steps=steps), {"correct": float(whole)}, spans=spans)

    return Ratings.of(labelled(text) for (text,) in world.candidates(config.texts, 1))


def real(config: Config, seed: int) -> Ratings:
    """Answers of QA-Feedback; one is correct where none of its sentences has an error of fact."""
    rows = (side for row in load("qa-feedback").comparisons() for side in (row.chosen, row.rejected))
    marked = list({row.prompt_text: row for row in rows if row.meta.get("errors") is not None}.values())
    drawn = [marked[place] for place in np.random.default_rng(seed).permutation(len(marked))[: config.answers]]
    labels = span_labels(drawn, [ends.tolist() for ends in Sentences()(drawn)], ERRORS)
    return Ratings.of(replace(row, values={"correct": float(row.values["good"] == 1)}) for row in labels)


def compared(data: str, every: Ratings, units: Segmenter, config: Config, seed: int) -> Outcome:
    """Each level alone, both together, and both with the labels of segments shuffled within each answer."""
    train, test = every.split(0.5, seed)
    whole, parts = OutcomeLabels(), UnitLabels()
    arms: dict[str, tuple[Objective, Ratings]] = {
        "answers alone": (whole, train),
        "segments alone": (parts, train),
        "both": (whole + config.weight * parts, train),
        "both, segments a tenth": (whole + config.weight / 10 * parts, train),
        "both, segments ten times": (whole + config.weight * 10 * parts, train),
        "both, segments shuffled": (whole + config.weight * parts, shuffle_spans(train, seed)),
    }
    found: dict[str, Mapping[str, float]] = {}
    for name, (objective, rows) in arms.items():
        model = RewardModel(SegmentVectors(units), JointHead(config.hidden, units), seed)
        fit(model, rows, objective, solver=FullBatch(l2=(0.1, 0.03, 0.01), iterations=30), seed=seed)
        found[name] = measures(model, test)
    gains = {level: found["both"][level] - found[f"{level} alone"][level] for level in ("answers", "segments")}
    controls = {f"{level}, {name}": value for name, row in found.items() for level, value in row.items()}
    controls |= {f"gain of {level}": gain for level, gain in gains.items()}
    return Outcome(0.0, min(gains.values()), data, controls)


def measures(model: RewardModel, test: Ratings) -> Mapping[str, float]:
    """How well a model tells good from bad on either level."""
    rows = list(test)
    scores = model.score([row.example for row in rows])
    assert scores.dense is not None, "JointHead scores units"
    good = np.array([value > 0.5 for row in rows for _, value in row.spans])
    correct = np.array([row.values["correct"] > 0.5 for row in rows])
    return {
        "answers": auroc(scores.values.double().numpy(), correct),
        "segments": auroc(np.concatenate([units.double().numpy() for units in scores.dense.values]), good),
    }
