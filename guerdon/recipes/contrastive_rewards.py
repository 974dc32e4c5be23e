"""Contrastive rewards: does a policy learn more from its gain over answers that it gave before?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from guerdon.learn import Surface
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.candidate_tables import Answers, Groups, base_samples, table, tasks, told
from guerdon.recipes.contenders import learned
from guerdon.reward import Reward
from guerdon.shape import Contrast, ReferenceStore
from guerdon.testbeds import Advantage, Chooser, Tried, standardised
from guerdon.types import Example

paper = Contrast.paper
room = "shape"
claim = Claim(
    "gold of a policy after training, rewards less the mean of base answers minus plain ones, prompts 3 sd apart",
    at_least=0.2, unit="gold sd",
)  # fmt: skip
EVEN = Claim("the same where prompts do not differ", at_least=0.2, unit=claim.unit)
REAL = Claim(
    "chance that GPT-4 prefers what the policy chooses to the baseline's answer, contrastive minus plain rewards",
    at_least=0.01, unit="probability",
)  # fmt: skip
RATES = (8.0, 16.0, 32.0)
"""Learning rates that every arm may have."""


@dataclass
class Config:
    prompts: int = 100
    """Prompts of the bandit."""
    answers: int = 20
    """Candidates of each."""
    offset: float = 3.0
    """How far prompts differ in the reward of all of their answers, in standard deviations of gold."""
    noise: float = 0.5
    """What the reward gets wrong of each answer, in the same."""
    base: int = 5
    """Answers of the first policy to each prompt, which the reward is measured against."""
    steps: int = 300
    """Of the policy's training, of 64 answers each."""
    real: int = 50
    """Instructions of AlpacaEval to tune on, and as many to test on, where it is at hand; 0 leaves them out."""
    models: int = 30
    """Models whose answers the policy chooses among there."""
    comparisons: int = 1000
    """Comparisons of other instructions that the reward is learned from there."""


@dataclass(frozen=True)
class Table:
    """Candidates of each of some prompts, what they are worth, and the reward that a policy is trained on."""

    groups: Groups
    gold: Float[np.ndarray, "p a"]
    reward: Reward[Sequence[Example]]


def run(config: Config, seed: int) -> list[Outcome]:
    """The same trials under rewards of each kind, without a critic: a batch is standardised as a whole.

    Every arm has its own learning rate, the best of three on other prompts.
    """
    outcomes = []
    for offset, name, said in ((config.offset, "prompts that differ", claim), (0.0, "prompts alike", EVEN)):
        tuning, test = (bandit(config, offset, [seed, purpose]) for purpose in range(2))
        outcomes.append(spent(config, tuning, test, f"bandit, {name}", said, seed))
    found = Answers.drawn(2 * config.real, config.models, config.comparisons, seed)
    if found is not None:
        reward = learned(found.others, Surface(), seed)
        parts = (slice(config.real), slice(config.real, None))
        tuning, test = (Table(found.groups[part], found.wins[part], reward) for part in parts)
        outcomes.append(spent(config, tuning, test, "alpaca-eval, 30 models", REAL, seed))
    return outcomes


def bandit(config: Config, offset: float, seed: Sequence[int]) -> Table:
    """Candidates of standard normal gold, and a reward that errs on each and adds something to all of a prompt."""
    rng = np.random.default_rng(seed)
    gold = rng.normal(size=(config.prompts, config.answers))
    rewards = gold + offset * rng.normal(size=(config.prompts, 1)) + config.noise * rng.normal(size=gold.shape)
    groups = tasks(config.prompts, config.answers)
    return Table(groups, gold, told(groups, rewards))


def spent(config: Config, tuning: Table, test: Table, name: str, said: Claim, seed: int) -> Outcome:
    """Trains a policy under each reward, and under what else takes the prompt's share away."""
    at = {rate: trained(config, tuning, rate, seed) for rate in RATES}
    best = {arm: max(RATES, key=lambda rate: at[rate][arm]) for arm in at[RATES[0]]}
    again = {rate: trained(config, test, rate, seed) for rate in set(best.values())}
    found = {arm: again[rate][arm] for arm, rate in best.items()}
    calls, plain = config.steps * Chooser(1, 1).batch, table(test.reward, test.groups)
    controls = found | {f"rate, {arm}": rate for arm, rate in best.items()} | {
        "without training": float(test.gold.mean()), "best": float(test.gold.max(1).mean()),
        "reward calls, plain": float(calls), "reward calls, contrastive": float(calls + len(plain) * config.base),
        "share of the reward's variance between prompts": float(plain.mean(1).var() / plain.var()),
    }  # fmt: skip
    return Outcome(found["plain"], found["contrastive"], name, controls, said)


def trained(config: Config, on: Table, rate: float, seed: int) -> dict[str, float]:
    """The gold of a policy under each kind of reward, at one learning rate."""
    prompts, answers = on.gold.shape
    plain = table(on.reward, on.groups)
    store = ReferenceStore.build(on.reward, base_samples(on.groups, config.base, seed))
    arms: dict[str, tuple[Advantage, int]] = {
        "plain": (whole(plain), 1),
        "contrastive": (whole(table(on.reward >> Contrast(store), on.groups)), 1),
        "groups of 2": (against_each_other(plain), 2),
        "learned value of the prompt": (valued(plain), 1),
    }
    policies = {
        name: Chooser(prompts, answers, group=group, rate=rate).learn(give, config.steps, seed)
        for name, (give, group) in arms.items()
    }
    return {name: float((policy * on.gold).sum(1).mean()) for name, policy in policies.items()}


def whole(values: Float[np.ndarray, "p a"]) -> Advantage:
    """Rewards less the mean of the batch, whatever prompts are in it."""
    return lambda tried: standardised(values[tried.prompts, tried.answers])


def against_each_other(values: Float[np.ndarray, "p a"]) -> Advantage:
    """Two answers to each prompt, each the other's baseline."""

    def advantage(tried: Tried) -> Float[np.ndarray, "n"]:
        pairs = values[tried.prompts, tried.answers].reshape(-1, 2)
        return standardised((pairs - pairs[:, ::-1]).ravel())

    return advantage


def valued(values: Float[np.ndarray, "p a"], rate: float = 0.2) -> Advantage:
    """Rewards less what answers to the prompt got before, as a critic that knows the prompt would learn it."""
    known = np.zeros(len(values))

    def advantage(tried: Tried) -> Float[np.ndarray, "n"]:
        surprise = values[tried.prompts, tried.answers] - known[tried.prompts]
        np.add.at(known, tried.prompts, rate * surprise)
        return standardised(surprise)

    return advantage
