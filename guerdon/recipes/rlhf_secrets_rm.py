"""Secrets of RLHF II: do labels that a committee doubts do less harm once they are flipped, softened or given a margin?"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from guerdon.audit import draw, examine, order_accuracy, rescored
from guerdon.feedback import flip, keep, margin, preference_strength, soft, spoil, treat
from guerdon.learn import (
    BradleyTerry,
    Contrast,
    Encoder,
    FineTune,
    FullBatch,
    Interaction,
    MetaDifference,
    MLPHead,
    Numbers,
    Objective,
    RewardModel,
    ScalarHead,
    fit,
)
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.statistics import auroc
from guerdon.testbeds import Linear

paper = MetaDifference.paper
room = "learn"
claim = Claim(
    "accuracy on held-out pairs, a quarter of the labels wrong: the weakest flipped and the next softened, minus plain",
    at_least=0.02,
    unit="accuracy",
)
SHIFTED = Claim("accuracy on pairs of what best-of-n picks, the meta-difference step minus plain", 0.01, "accuracy")
BANDS = {
    "flip and soft": [(0.2, flip), (0.2, soft), (0.6, keep)],
    "flip, soft and margin": [(0.2, flip), (0.2, soft), (0.6, margin)],
    "flip": [(0.2, flip), (0.8, keep)],
    "soft": [(1.0, soft)],
    "margin": [(1.0, margin)],
}
WIDTH = 16
FOLDS = 2
PENALTIES = (0.1, 0.02)


@dataclass
class Config:
    pairs: int = 300
    """Comparisons to learn from."""
    wrong: float = 0.25
    """The share of the labels that is turned round."""
    members: int = 5
    """Opinions on each label."""
    prompts: int = 24
    """Prompts of candidates; half of them are what the meta-difference step sees, the others test."""
    candidates: int = 64
    """Candidates of each prompt, of which the shifted policy writes the best eighth by the plain reward."""
    epochs: int = 12
    """Passes of the heads that are trained by steps."""
    real: int = 300
    """Comparisons of HH-RLHF, where they are at hand; 0 leaves them out."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Treated and plain labels, and training steps with and without their additions, on the same wrong labels."""
    world = Linear(WIDTH, seed, quality=float("inf"))
    every = world.comparisons(config.pairs + 500)
    train, test = every[: config.pairs], every[config.pairs :]
    noisy, wrong = spoil(train, config.wrong, seed)
    labels = treated(Numbers(WIDTH), noisy, wrong, test, "vectors", config, seed)
    outcomes = [labels, shifted(world, noisy, test, config, seed)]
    records = at_hand("hh-rlhf", config.real, seed)
    if records is not None:
        learn, held = records.split(share=0.4, seed=seed)
        noisy, wrong = spoil(learn, config.wrong, seed)
        outcomes.append(treated(Interaction(), noisy, wrong, held, "hh-rlhf", config, seed))
    return outcomes


def treated(
    encoder: Encoder, noisy: Comparisons, wrong: np.ndarray, test: Comparisons, name: str, config: Config, seed: int
) -> Outcome:
    """Every treatment by the strength that a committee gives, and how well that finds the wrong labels."""
    plain = partial(linear, encoder)
    strengths = {folds: preference_strength(noisy, plain, config.members, folds, seed).mean for folds in (FOLDS, 1)}
    found = {folds: auroc(-mean, wrong) for folds, mean in strengths.items()}
    accuracy = {"plain": accurate(plain(noisy, seed), test)}
    for label, bands in BANDS.items():
        better = treat(noisy, strengths[FOLDS], bands)
        accuracy[label] = accurate(linear(encoder, better, seed, BradleyTerry(margin="margin")), test)
    in_sample = treat(noisy, strengths[1], BANDS["flip and soft"])
    accuracy["flip and soft, members that saw the labels"] = accurate(plain(in_sample, seed), test)
    accuracy["right labels alone"] = accurate(plain(noisy.select(np.flatnonzero(~wrong).tolist()), seed), test)
    band = np.argsort(strengths[FOLDS])[: len(wrong) // 5]
    controls = accuracy | {
        "AUROC of finding wrong labels, members that never saw them": found[FOLDS],
        "AUROC of finding wrong labels, members that did": found[1],
        "wrong labels in the weakest fifth": float(wrong[band].mean()),
    }
    return Outcome(accuracy["plain"], accuracy["flip and soft"], name, controls)


def shifted(world: Linear, noisy: Comparisons, test: Comparisons, config: Config, seed: int) -> Outcome:
    """A head that is trained by steps, with a contrast and with the meta-difference step, on what best-of-n picks."""
    plain = stepped(noisy, BradleyTerry(), config, seed)
    drawn = rescored(draw(world, world.gold, config.prompts, config.candidates), plain)
    best = [np.argsort(-proxy)[: config.candidates // 8] for proxy in drawn.proxy]
    groups = [tuple(group[place] for place in top) for group, top in zip(drawn.groups, best, strict=True)]
    half = config.prompts // 2
    unshifted = tuple(group[: config.candidates // 8] for group in drawn.groups[:half])
    objectives: dict[str, Objective] = {
        "meta-difference": MetaDifference(BradleyTerry(), tuple(groups[:half])),
        "meta-difference on unshifted responses": MetaDifference(BradleyTerry(), unshifted),
        "contrast": BradleyTerry() + 0.1 * Contrast(),
    }
    rewards = {"plain": plain} | {name: stepped(noisy, each, config, seed) for name, each in objectives.items()}
    truth = [gold[top] for gold, top in zip(drawn.gold or (), best, strict=True)][half:]
    controls = {}
    for name, reward in rewards.items():
        scores = [proxy[top] for proxy, top in zip(rescored(drawn, reward).proxy, best, strict=True)][half:]
        controls[f"on shifted pairs, {name}"] = float(order_accuracy(scores, truth).mean())
        controls[f"on held-out pairs, {name}"] = accurate(reward, test)
    before, after = (controls[f"on shifted pairs, {name}"] for name in ("plain", "meta-difference"))
    return Outcome(before, after, "vectors, shifted responses", controls, SHIFTED)


def linear(encoder: Encoder, records: Comparisons, seed: int, objective: Objective | None = None) -> RewardModel:
    """A linear head, the penalty by validation."""
    model = RewardModel(encoder, ScalarHead(), seed)
    fit(model, records, objective, solver=FullBatch(PENALTIES, iterations=25), seed=seed)
    return model


def stepped(records: Comparisons, objective: Objective, config: Config, seed: int) -> RewardModel:
    """A small network with dropout, the best epoch by validation."""
    model = RewardModel(Numbers(WIDTH), MLPHead((32,), dropout=0.1, shown=True), seed)
    solver = FineTune(config.epochs, 64, learning_rate=0.01, patience=config.epochs)
    fit(model, records, objective, solver=solver, seed=seed)
    return model


def accurate(reward: RewardModel, test: Comparisons) -> float:
    """The share of the test pairs that a reward orders right."""
    return float(examine(reward, test).correct.mean())
