"""DMoERM: do experts for capabilities, mixed for each category of prompts, beat one network of as many weights?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from guerdon.audit import draw, examine, rescored
from guerdon.audit.selection import picked
from guerdon.feedback import asked_twice, resample, spoil
from guerdon.learn import (
    BradleyTerry,
    Encoder,
    ExpertsHead,
    FactoredHead,
    Features,
    FullBatch,
    MLPHead,
    Numbers,
    RewardModel,
    SlotLabels,
    SourceParts,
    Stage,
    fit,
    staged,
)
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons, Ratings
from guerdon.reward import Reward
from guerdon.shape import Ensemble, Routed
from guerdon.testbeds import Capabilities, CapabilityJudge
from guerdon.testbeds.capabilities import CATEGORIES, POINTS
from guerdon.types import Example, Rating

paper = ExpertsHead.paper
room = "learn"
claim = Claim("accuracy on pairs without noise, mixed experts minus one network", at_least=0.02, unit="accuracy")
PICKED = Claim("gold of the best of 64, mixed experts minus one network", at_least=0.05, unit="gold sd")
AGAINST = {
    name: Claim(f"the same accuracy, mixed experts minus {name}", 0.01, "accuracy")
    for name in ("five networks", "one network for each category", "experts on labels by lot")
}
SOLVER = FullBatch((0.03, 0.01, 3e-3), iterations=30)
TEST, BEST_OF = 1000, 64
FIRST = 0.6
"""The share of the comparisons of a category that the base learns from; the mixture learns from the others."""
Arms = dict[str, Reward[Sequence[Example]]]


@dataclass
class Config:
    pairs: int = 3000
    """Comparisons of people; a quarter of what each fit is given chooses its penalty."""
    flips: float = 0.3
    """The share of them that is wrong."""
    judge: float = 0.2
    """The share of a judge's answers that is wrong, each time that he is asked."""
    hidden: int = 16
    """Width of each category's trunk."""
    rank: int = 4
    """Rank of each expert's change of it."""
    prompts: int = 40
    """Prompts of best of 64."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Three categories told apart by a learned router; every arm has the same comparisons of people."""
    world = Capabilities(flips=config.flips, seed=seed)
    people = world.comparisons(config.pairs)
    test = world.pairs(TEST, purpose=7, flips=0.0)
    router = routing(world, people, seed)
    routes = zip(router.routes([row.chosen for row in test]), test, strict=True)
    controls = {"router accuracy": float(np.mean([name == row.chosen.meta["category"] for name, row in routes]))}
    arms = learned(world, people, router, config, seed)
    drawn = draw(world, world.gold, config.prompts, BEST_OF)
    right = {name: float(examine(arm, test).correct.mean()) for name, arm in arms.items()}
    scored = {name: rescored(drawn, arm).proxy for name, arm in arms.items()}
    best = {name: float(picked(proxy, drawn.gold or (), BEST_OF).mean()) for name, proxy in scored.items()}
    controls |= right | {f"gold of the best of {BEST_OF}, {name}": gold for name, gold in best.items()}
    method = right["mixed experts"]
    return [
        Outcome(right["one network"], method, "capabilities", controls),
        Outcome(best["one network"], best["mixed experts"], "capabilities, best of 64", claim=PICKED),
        *(Outcome(right[name], method, f"capabilities, against {name}", claim=less) for name, less in AGAINST.items()),
    ]


def routing(world: Capabilities, people: Comparisons, seed: int) -> Routed:
    """A router of the numbers of prompts, to which no rewards have been given yet."""
    named = [(row.prompt, CATEGORIES.index(row.chosen.meta["category"])) for row in people]
    prompts = Ratings.of(Rating(Example(prompt, ""), {"category": category}) for prompt, category in named)
    model = RewardModel(Numbers(0, world.prompt), FactoredHead({"category": CATEGORIES}), seed)
    fit(model, prompts, SlotLabels(), solver=SOLVER, seed=seed)
    return Routed(model, dict.fromkeys(CATEGORIES, world.gold))


def learned(world: Capabilities, people: Comparisons, router: Routed, config: Config, seed: int) -> Arms:
    """Every arm."""
    own = {c: Comparisons.of(row for row in people if row.chosen.meta["category"] == c) for c in CATEGORIES}
    wide, narrow = Numbers(world.width, world.prompt), Numbers(world.width)
    by_judge = {c: judged(world, c, rows, config.judge) for c, rows in own.items()}
    by_lot = {c: spoil(rows, 0.5, seed)[0] for c, rows in by_judge.items()}
    experts = {c: mixed(narrow, c, rows, by_judge[c], config, seed) for c, rows in own.items()}
    weights = sum(weight.numel() for model in experts.values() for weight in model.head.parameters())
    few = {c: rows[round(FIRST * len(rows)) :] for c, rows in own.items()}
    scores = {c: Features({point: experts[c].part(point) for point in POINTS[c]}) for c in CATEGORIES}
    members = (network(wide, resample(people, n), weights // 5, n) for n in range(5 * seed, 5 * seed + 5))
    by_category: dict[str, Arms] = {
        "mixed experts": {**experts},
        "experts on labels by lot": {c: mixed(narrow, c, own[c], by_lot[c], config, seed) for c in CATEGORIES},
        "one network for each category": {c: network(narrow, own[c], weights // 3, seed) for c in CATEGORIES},
        "network on the experts' scores": {c: network(scores[c], few[c], 100, seed) for c in CATEGORIES},
    }
    whole = {"one network": network(wide, people, weights, seed), "five networks": Ensemble(tuple(members))}
    return whole | {name: replace(router, rewards=rewards) for name, rewards in by_category.items()}


def judged(world: Capabilities, category: str, rows: Comparisons, errs: float) -> Comparisons:
    """What a judge of each capability says twice of the pairs of a category; the capability is the source."""
    return Comparisons.of(
        replace(row, source=point, id="")
        for point in POINTS[category]
        for row in asked_twice(CapabilityJudge(world, category, point, errs), rows)
    )


def mixed(
    encoder: Encoder, category: str, people: Comparisons, labels: Comparisons, config: Config, seed: int
) -> RewardModel:
    """The experts of one category: the base, the experts, and the mixture on what the base has not seen."""
    model = RewardModel(encoder, ExpertsHead(POINTS[category], config.hidden, config.rank), seed)
    cut = round(FIRST * len(people))
    stages = []
    for name, rows, objective in (
        ("base", people[:cut], BradleyTerry(on="base")),
        ("experts", labels, SourceParts()),
        ("mixture", people[cut:], BradleyTerry()),
    ):
        train, held = rows.split(0.25, seed, purpose="validation")
        stages.append(Stage((f"head.{name}",), train, objective, held, SOLVER))
    staged(model, stages, seed)
    return model


def network(encoder: Encoder, rows: Comparisons, weights: int, seed: int) -> RewardModel:
    """A network of one hidden layer with about so many weights."""
    model = RewardModel(encoder, MLPHead((max(1, weights // (encoder.width + 2)),)), seed)
    train, held = rows.split(0.25, seed, purpose="validation")
    fit(model, train, validation=held, solver=SOLVER, seed=seed)
    return model
