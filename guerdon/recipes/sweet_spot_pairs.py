"""Pairs at a sweet spot: do the extremes of many samples make bad pairs for DPO, and does the lowest of five make good ones?

The policy is p(y | x) exp(f(y)) / Z over the responses at hand, so that DPO, whose loss is that of Bradley-Terry on
beta f, is exact, and so are the gold and the divergence of what it learns. What a fixed budget of steps leaves of f depends
on the gaps of the pairs; a second claim therefore compares at equal divergence, and a third with rates chosen for each arm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from guerdon.audit.kl_budget import tilted
from guerdon.feedback import Group, Max, Min, MinOf, Random, Selector, Sigma, scored, select
from guerdon.feedback.select import paper as paper
from guerdon.learn import Encoder, FineTune, Interaction, Joined, Numbers, RewardModel, ScalarHead, Surface, fit
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.contenders import READ, learned
from guerdon.recipes.real import answered, at_hand
from guerdon.search.soft_best_of_n import softmax
from guerdon.testbeds import Broken

room = "feedback"
claim = Claim(
    "gold of a policy after a fixed budget of DPO, the best against the lowest of 5 minus the best against the worst",
    at_least=0.1, unit="gold sd",
)  # fmt: skip
EQUAL = Claim("the same at a divergence of 1 nat", at_least=0.05, unit="gold sd")
TUNED = Claim("the same, each with the learning rate that is best for it on other prompts", 0.05, "gold sd")
REAL = Claim("share of answers preferred to GPT-4's after a fixed budget of DPO, the same difference", 0.01, "share")
ARMS: Mapping[str, tuple[Selector, Selector]] = {
    "max, min": (Max(), Min()),
    "max, min of 5": (Max(), MinOf(5)),
    "max, mu - 2 sigma": (Max(), Sigma(-2)),
    "mu + 2 sigma, mu - 2 sigma": (Sigma(2), Sigma(-2)),
    "mu + 2 sigma, mu + sigma": (Sigma(2), Sigma(1)),
    "two at random": (Random(), Random()),
}
RULE, EXTREMES = "max, min of 5", "max, min"
RATES = (0.01, 0.03, 0.1)
BETA, WIDTH, CANDIDATES = 1.0, 13, 64


@dataclass
class Config:
    prompts: int = 200
    """Prompts with one pair each."""
    samples: tuple[int, ...] = (5, 20, 100)
    """How many samples are scored of each; claims are of the largest number."""
    noise: float = 1.0
    """The error of the reward that scores, in standard deviations of gold."""
    broken: float = 0.02
    """The share of the samples that are broken."""
    steps: int = 100
    """Of DPO."""
    rate: float = 0.01
    """Its learning rate where none is chosen."""
    tests: int = 40
    """Prompts on which policies are measured, of 64 responses each, and as many more to choose rates on."""
    real: int = 40
    """Instructions of AlpacaEval to learn from, where they are at hand, with half as many for each of two tests; 0 leaves
    them out."""
    answers: int = 16
    """Models whose answers to them are looked at."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same scored samples made into pairs by position; every pair set gets the same steps of DPO."""
    world = Broken(width=WIDTH, seed=seed, share=config.broken)
    most, tests = max(config.samples), config.tests
    drawn = world.candidates(config.prompts + 2 * tests, max(most, CANDIDATES))
    noise = np.random.default_rng([seed, 31])
    known = scored([each[:most] for each in drawn[: config.prompts]], world.gold)
    groups = [replace(each, scores=each.scores + config.noise * noise.normal(size=most)) for each in known]
    tested = scored([each[:CANDIDATES] for each in drawn[config.prompts :]], world.gold)
    trial = Trial(Numbers(WIDTH), tested[:tests], tested[tests:], config, seed)
    some = {n: [each.only(np.arange(most) < n) for each in groups] for n in config.samples}
    controls = {
        f"{name}, {n} samples": trial.gain(trial.policy(some[n], name, config.rate), trial.tests)
        for n in config.samples if n < most for name in (EXTREMES, RULE)
    }  # fmt: skip
    found = {name: trial.measured(groups, name) for name in ARMS}
    controls |= {f"{what}, {name}": value for name, row in found.items() for what, value in row.items()}
    base, rule = found[EXTREMES], found[RULE]
    tuned = {name: trial.tuned(groups, name) for name in (EXTREMES, RULE)}
    return [
        Outcome(base["gold"], rule["gold"], f"vectors, {most} samples", controls),
        Outcome(base["gold at 1 nat"], rule["gold at 1 nat"], "vectors, equal divergence", claim=EQUAL),
        Outcome(tuned[EXTREMES], tuned[RULE], "vectors, rates chosen", claim=TUNED),
        *real(config, seed),
    ]


@dataclass(frozen=True)
class Trial:
    """What policies are made on and measured on."""

    encoder: Encoder
    chosen: Sequence[Group]
    """Prompts to choose learning rates on, scored by gold."""
    tests: Sequence[Group]
    config: Config
    seed: int

    def policy(self, groups: Sequence[Group], arm: str, rate: float) -> RewardModel:
        """beta f after the budget of steps on the pairs of an arm."""
        pairs = select(groups, *ARMS[arm], seed=self.seed).records
        model, batch = RewardModel(self.encoder, ScalarHead(), self.seed), max(1, len(pairs) // 10)
        epochs = -(-self.config.steps // -(-len(pairs) // batch))
        solver = FineTune(epochs, batch, learning_rate=rate, weight_decay=0.0, patience=None)
        fit(model, pairs, validation=pairs[:batch], solver=solver, seed=self.seed)
        return model

    def gain(self, model: RewardModel, on: Sequence[Group], nats: float | None = None) -> float:
        """Mean gold of a policy minus that of where it began; of the one that has moved so many nats in its direction."""
        said = [each.scores for each in scored([each.examples for each in on], model)]
        policies = [softmax(each, BETA) if nats is None else tilted(each, nats) for each in said]
        return float(np.mean([p @ each.scores - each.scores.mean() for p, each in zip(policies, on, strict=True)]))

    def measured(self, groups: Sequence[Group], arm: str) -> dict[str, float]:
        """What the pairs of an arm make of the policy at the fixed rate."""
        policy = self.policy(groups, arm, self.config.rate)
        gaps = select(groups, *ARMS[arm], seed=self.seed).records.data["strength"][:]
        return {
            "gold": self.gain(policy, self.tests),
            "gold at 1 nat": self.gain(policy, self.tests, 1.0),
            "gap": float(np.mean(gaps)),
        }

    def tuned(self, groups: Sequence[Group], arm: str) -> float:
        """The gold of an arm at the rate that is best for it on other prompts."""
        policies = [self.policy(groups, arm, rate) for rate in RATES]
        return self.gain(max(policies, key=lambda policy: self.gain(policy, self.chosen)), self.tests)


def real(config: Config, seed: int) -> list[Outcome]:
    """The answers of many models to an instruction, scored by a reward that was learned from other people's labels."""
    train, known = at_hand("rmb", 4 * config.real, seed), answered(2 * config.real, config.answers, seed)
    if train is None or not known:
        return []
    encoder = Joined(Interaction(max_tokens=READ), Surface())
    reward = learned(train, encoder, seed)
    groups = scored([each.examples for each in known[: config.real]], reward)
    trial = Trial(encoder, known[: config.real], known[config.real :], config, seed)
    found = {name: trial.measured(groups, name) for name in (EXTREMES, RULE, "max, mu - 2 sigma", "two at random")}
    controls = {f"{what}, {name}": value for name, row in found.items() for what, value in row.items()}
    controls["best by the reward"] = trial.gain(reward, trial.tests, float("inf"))
    data = f"alpaca-eval, {config.answers} answers"
    return [Outcome(found[EXTREMES]["gold"], found[RULE]["gold"], data, controls, REAL)]
