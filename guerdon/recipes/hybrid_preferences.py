"""Hybrid preferences: does a router that has learned what mixtures are worth know which pairs need a person's label?

The router learns on one pool, of which all pairs have both labels, and routes another: what it costs to learn is a label of
either kind for each pair of the first pool and as many trainings as there are mixtures, which is in the controls.
"""

from dataclasses import dataclass

import numpy as np

from guerdon.audit import examine
from guerdon.feedback import QuadraticPerformance, Router, Traits, mixed, route, traits
from guerdon.learn import Encoder, Numbers, Surface
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.contenders import learned
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.testbeds import Specialists
from guerdon.testbeds.specialists import turned

paper = Router.paper
room = "feedback"
claim = Claim(
    "accuracy, a reward of mixed labels whose human ones a router chose minus one with as many at random",
    at_least=0.015, unit="accuracy",
)  # fmt: skip
HUMAN = Claim("the same, minus one of human labels alone", at_least=0.01, unit="accuracy")
REAL = Claim("the same as the first, on comparisons of RMB with simulated mistakes", at_least=0.01, unit="accuracy")
Mask = np.ndarray


@dataclass
class Config:
    pairs: int = 700
    """Pairs of each of the two pools."""
    budget: float = 0.3
    """The share of the pairs that people label; about as many as they label better."""
    mixes: int = 200
    """Mixtures that the router learns from, a training each."""
    tests: int = 3000
    """Pairs with true labels that outcomes are measured on: half for the router, half for the claim."""
    penalty: float = 10.0
    """Of the least squares that rewards are fitted by."""
    real: int = 900
    """Comparisons of RMB, where they are at hand: a third for each pool and for tests; 0 leaves them out."""


@dataclass(frozen=True)
class Pool:
    """Pairs as people and as a model label them, and what can be seen of them."""

    human: Comparisons
    model: Comparisons
    traits: Traits

    def __getitem__(self, rows: slice) -> "Pool":
        return Pool(self.human[rows], self.model[rows], Traits(self.traits.names, self.traits.values[rows]))


def run(config: Config, seed: int) -> list[Outcome]:
    """A router learned on one pool, used on another at one budget of human labels."""
    n, world = config.pairs, Specialists(seed=seed)
    marks = world.marks(2 * n)
    both = np.concatenate([marks, ~marks], axis=1)
    seen = Traits(tuple(f"{yes}feature {k}" for yes in ("", "no ") for k in range(world.features)), both)
    every = Pool(world.people(2 * n), world.machine(2 * n), seen)
    test = world.true(2 * n + config.tests)[2 * n :]
    tests = test[: config.tests // 2], test[config.tests // 2 :]
    found = routed(Numbers(world.width), every[:n], every[n:], tests, marks[n:, 0], config, seed)
    outcomes = [
        Outcome(found["random"], found["routed"], "vectors", found),
        Outcome(found["human labels"], found["routed"], "vectors, against human labels", claim=HUMAN),
    ]
    return [*outcomes, *real(config, world, seed)]


def real(config: Config, world: Specialists, seed: int) -> list[Outcome]:
    """Comparisons of RMB, whose labels are taken for true; who is right more often depends on the length of the prompt."""
    records = at_hand("rmb", config.real, seed)
    if records is None:
        return []
    rest, test = records.split(1 / 3, seed)
    chosen, held = test.split(0.5, seed, purpose="claim")
    first, second = rest.split(0.5, seed, purpose="pool")
    true, cut = first + second, len(first)
    seen = traits(true)
    long = seen.values[:, seen.names.index("prompt words: high")]
    rng = np.random.default_rng([seed, 51])
    human, model = (
        turned(true, rng.random(len(true)) >= np.where(long, *right)) for right in (world.person, world.model)
    )
    every = Pool(human, model, seen)
    found = routed(Surface(), every[:cut], every[cut:], (chosen, held), long[cut:], config, seed)
    return [Outcome(found["random"], found["routed"], "rmb, simulated mistakes", found, REAL)]


def routed(
    encoder: Encoder, known: Pool, pool: Pool, tests: tuple[Comparisons, Comparisons], person: Mask, config: Config, seed: int
) -> dict[str, float]:  # fmt: skip
    """The accuracy of a reward of each mixture of the second pool, the router having learned on the first.

    Args:
        tests: with true labels: for the router to learn by, and for the claim.
        person: where the person is right more often.
    """
    gaps, signs = [gap(encoder, rows) for rows in (known.human, tests[0])], [signed(known.human), signed(known.model)]
    truth = signed(tests[0])

    def evaluate(mask: Mask) -> float:
        labels = np.where(mask, *signs)
        gram = gaps[0].T @ gaps[0] + config.penalty * np.eye(gaps[0].shape[1])
        return float(np.mean(np.sign(gaps[1] @ np.linalg.solve(gram, gaps[0].T @ labels)) == truth))

    router = route(known.traits, evaluate, config.mixes, seed=seed)
    curved = route(known.traits, evaluate, config.mixes, QuadraticPerformance(), seed=seed)
    n, rng = len(pool.human), np.random.default_rng([seed, 52])
    budget = round(config.budget * n)
    order = np.argsort(~person, kind="stable")
    masks = {
        "routed": router.best(pool.traits, budget, seed),
        "routed, quadratic": curved.best(pool.traits, budget, seed),
        "routed, best of 500 mixtures": router.best_of(pool.traits, budget, seed=seed),
        "random": np.isin(np.arange(n), rng.permutation(n)[:budget]),
        "by the truth": np.isin(np.arange(n), order[:budget]) & person,
        "human labels": np.ones(n, dtype=bool),
        "model labels": np.zeros(n, dtype=bool),
    }
    found = {}
    for name, mask in masks.items():
        reward = learned(mixed(pool.human, pool.model, mask), encoder, seed)
        found[name] = float(examine(reward, tests[1]).correct.mean())
        found[f"human labels used, {name}"] = float(mask.sum())
    shown = float(person[masks["routed"]].mean()) if masks["routed"].any() else 0.0
    costs = {
        "trainings to learn the router": float(config.mixes),
        "labels of each kind to learn it": float(len(known.human)),
    }
    error = {"router's error in standard deviations of the outcomes": router.error / router.spread}
    return found | {"routed pairs that people label better": shown} | error | costs


def gap(encoder: Encoder, rows: Comparisons) -> np.ndarray:
    """What the encoder says of each first response minus the second."""
    sides = [encoder([getattr(row, side) for row in rows]).pooled.double().numpy() for side in ("chosen", "rejected")]
    return np.subtract(*sides)


def signed(rows: Comparisons) -> np.ndarray:
    """1 where the first response is said to be better, else -1."""
    return np.array([1.0 if row.target > 0.5 else -1.0 for row in rows])
