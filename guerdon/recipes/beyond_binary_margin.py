"""Beyond the binary: does a panel's disagreement, as a margin, bring predictions closer to the share of people?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from guerdon.audit import examine
from guerdon.feedback import judge_panel, margin_by_agreement, panel, target_by_agreement
from guerdon.learn import BradleyTerry, FullBatch, Head, MLPHead, Numbers, Objective, RewardModel, ScalarHead, fit
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons
from guerdon.statistics import calibration_error, fit_temperature, spearman
from guerdon.testbeds import Directions, IdealPoints, Population, imitators

paper = panel.paper
room = "learn"
claim = Claim(
    "what the margin takes off the error |P - share of people| of Bradley-Terry, on pairs that divide them",
    at_least=0.2,
    unit="of the error",
)
SOFT = Claim("the same of the panel's share as a soft label", at_least=0.2, unit="of the error")
TEMPERED = Claim(
    "what the margin takes off the error of Bradley-Terry, both with a temperature fitted to held-out labels",
    at_least=0.05, unit="of the error",
)  # fmt: skip
MARGIN = BradleyTerry(margin="margin")
DIVIDED = 0.2
"""A pair divides people where the share is so close to a half."""
SOLVER = FullBatch((0.1, 0.03, 0.01, 0.003), iterations=40)


@dataclass
class Config:
    pairs: int = 600
    """Comparisons to learn from, each labelled by one user drawn at random."""
    judges: int = 10
    """Judges in the panel, each with one vote."""
    alike: float = 0.3
    """How far judges are closer to each other than people are."""
    error: float = 0.3
    """How far their tastes miss those of people."""
    size: float = 1.0
    """The margin of a unanimous pair, in logits."""
    test: int = 1000
    """Pairs to test on, of which the share of people is known."""


def run(config: Config, seed: int) -> list[Outcome]:
    """People who want more in different directions, and people with different ideal points."""
    worlds: dict[str, tuple[Population, Head]] = {
        "directions": (Directions(seed=seed, spread=0.5), ScalarHead()),
        "ideal points": (IdealPoints(seed=seed, spread=0.5), MLPHead((32,))),
    }
    return [one for name, (world, head) in worlds.items() for one in compared(name, world, head, config, seed)]


def compared(name: str, world: Population, head: Head, config: Config, seed: int) -> list[Outcome]:
    """Every use of the same labels and votes."""
    judges = imitators(world, config.judges, config.alike, config.error)
    labels = world.comparisons(config.pairs)
    train = judge_panel(labels, judges, seed)
    faithful = judge_panel(labels, imitators(world, config.judges, alike=0, error=0), seed)
    test = world.asked([0] * config.test, purpose=1)
    sides = [[getattr(row, side) for row in test] for side in ("chosen", "rejected")]
    share = world.share(*sides).double().numpy()
    uses: dict[str, tuple[Comparisons, Objective]] = {
        "Bradley-Terry": (train, BradleyTerry()),
        "margin": (margin_by_agreement(train, config.size), MARGIN),
        "margin, a third of it": (margin_by_agreement(train, config.size / 3), MARGIN),
        "margin, votes shuffled": (margin_by_agreement(shuffled(train, seed), config.size), MARGIN),
        "soft label": (target_by_agreement(train), BradleyTerry()),
        "soft label, votes shuffled": (target_by_agreement(shuffled(train, seed)), BradleyTerry()),
        "margin, faithful judges": (margin_by_agreement(faithful, config.size), MARGIN),
        "soft label, faithful judges": (target_by_agreement(faithful), BradleyTerry()),
        "label smoothing": (train, BradleyTerry(smoothing=0.2)),
    }
    said = {"the panel itself": np.mean([judge.prefer(*sides).double().numpy() for judge in judges], axis=0)}
    for use, (rows, objective) in uses.items():
        gap = examine(learned(world, head, rows, objective, seed), test).gap
        said[use] = 1 / (1 + np.exp(-gap))
        if use in ("Bradley-Terry", "margin", "soft label"):
            some, held = rows.split(share=0.2, seed=seed, purpose="temperature")
            judged = examine(learned(world, head, some, objective, seed), held)
            # the label is that ``chosen`` wins, whatever target the objective learned from
            said[f"{use}, tempered"] = 1 / (1 + np.exp(-gap / fit_temperature(judged.gap, np.ones(len(held)))))
    found = {use: measures(each, share) for use, each in said.items()}
    controls = {f"{measure}, {use}": value for use, row in found.items() for measure, value in row.items()}
    error = {use: row["error where divided"] for use, row in found.items()}
    plain, tempered = error["Bradley-Terry"], error["Bradley-Terry, tempered"]
    return [
        Outcome(0.0, 1 - error["margin"] / plain, name, controls),
        Outcome(0.0, 1 - error["soft label"] / plain, f"{name}, soft label", claim=SOFT),
        Outcome(0.0, 1 - error["margin, tempered"] / tempered, f"{name}, tempered", claim=TEMPERED),
    ]


def learned(world: Population, head: Head, rows: Comparisons, objective: Objective, seed: int) -> RewardModel:
    """One reward for all people, the penalty by validation."""
    model = RewardModel(Numbers(world.width), type(head)(**head.config()), seed)
    fit(model, rows, objective, solver=SOLVER, seed=seed)
    return model


def shuffled(train: Comparisons, seed: int) -> Comparisons:
    """The comparisons with the votes on other ones."""
    rows = list(train)
    order = np.random.default_rng(seed).permutation(len(rows))
    return Comparisons.of(replace(row, agreement=rows[place].agreement) for row, place in zip(rows, order, strict=True))


def measures(said: np.ndarray, share: np.ndarray) -> Mapping[str, float]:
    """How close predictions are to the share of people."""
    divided = np.abs(share - 0.5) <= DIVIDED
    return {
        "error": float(np.abs(said - share).mean()),
        "error where divided": float(np.abs(said - share)[divided].mean()),
        "rank correlation": spearman(said, share),
        "calibration error": calibration_error(said, share),
        "accuracy for the majority": float(((said > 0.5) == (share > 0.5)).mean()),
    }
