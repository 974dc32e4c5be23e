"""Expressivity of objectives: which wishes no reward of a kind can have, known before anything is fitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from guerdon.audit.expressible import (
    Language,
    Markov,
    OuterFunction,
    Policy,
    Wish,
    WithMachine,
    expressible,
    occupancy,
    remembered,
)
from guerdon.audit.expressible import paper as paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.shape.machines import RewardMachine
from guerdon.shape.weigh import logistic
from guerdon.testbeds import MDP

room = "shape"
claim = Claim(
    "share of orders of policies by a reward with one bit of memory that can be expressed, with that bit minus by Markov "
    "rewards",
    at_least=0.5, unit="share of orders",
)  # fmt: skip
RISK = Claim(
    "the same for orders by the spread of returns, outer functions of occupancies minus rewards with the bit",
    at_least=0.5, unit="share of orders",
)  # fmt: skip
FITTED = Claim(
    "accuracy, on pairs of new policies, of a reward fitted to an order by one bit of memory, with the bit minus Markov",
    at_least=0.02, unit="accuracy",
)  # fmt: skip
BIT = RewardMachine.parse("no -x-> yes; yes -y & !x-> no")


@dataclass
class Config:
    worlds: int = 12
    """Environments of four states and two actions."""
    policies: int = 40
    """In each, stationary and drawn at random; as many again to test fitted rewards on."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Orders of the same policies by four kinds of objective, asked of three languages."""
    found = [asked(config, 1000 * seed + number) for number in range(config.worlds)]
    mean = {name: float(np.mean([each[name] for each in found])) for name in found[0]}
    return [
        Outcome(mean["memory by Markov"], mean["memory by machine"], "tabular, memory", mean),
        Outcome(mean["spread by machine"], mean["spread by outer"], "tabular, spread", claim=RISK),
        Outcome(mean["fit by Markov"], mean["fit by machine"], "tabular, fitted", claim=FITTED),
    ]


def asked(config: Config, seed: int) -> dict[str, float]:
    """Whether each language has each order, in one environment, and how many wishes contradict each other if not."""
    mdp, rng = MDP.drawn(seed, states=4, actions=2, apart=0), np.random.default_rng([seed, 2])
    policies = list(rng.dirichlet(np.ones(2), size=(2 * config.policies, 4)))
    bit = WithMachine(BIT, rng.permutation(4))  # each set of labels somewhere, or the bit never moves
    languages: Mapping[str, Language] = {"Markov": Markov(), "machine": bit, "outer": OuterFunction()}
    values = wanted(mdp, bit, policies, rng)
    found: dict[str, float] = {}
    for wish, worth in values.items():
        order = np.argsort(worth[: config.policies])[::-1]
        wishes = [Wish(int(better), int(worse)) for better, worse in pairwise(order)]
        for name, language in languages.items():
            answer = expressible(mdp, policies[: config.policies], wishes, language)
            found[f"{wish} by {name}"] = float(answer.expressible)
            if name == "Markov":
                found[f"wishes that contradict, {wish} by {name}"] = float(len(answer.conflict))
    for name in ("Markov", "machine"):
        found[f"fit by {name}"] = fitted(languages[name].features(mdp, policies), values["memory"], config.policies)
    return found


def wanted(
    mdp: MDP, bit: WithMachine, policies: Sequence[Policy], rng: np.random.Generator
) -> dict[str, Float[np.ndarray, "policies"]]:
    """What each policy is worth to four objectives."""
    reward, both = rng.normal(size=(4, 2)), remembered(mdp, bit.machine, bit.labels)
    aware = rng.normal(size=(8, 2))
    gains = np.array([float((occupancy(mdp, policy) * reward).sum()) for policy in policies])
    memory = [float((occupancy(both, np.repeat(policy, 2, axis=0)) * aware).sum()) for policy in policies]
    there = np.array([float(occupancy(mdp, policy)[3].sum()) for policy in policies])
    often_enough = there >= np.median(there)
    return {
        "Markov": gains,
        "memory": np.array(memory),
        "spread": np.array([spread(mdp, policy, reward) for policy in policies]),
        "floor": np.where(often_enough, 100 + gains, there),
    }


def spread(mdp: MDP, policy: Policy, reward: Float[np.ndarray, "states actions"]) -> float:
    """The variance of the discounted return: E[G^2] - E[G]^2, both from their Bellman equations."""
    flow, one = np.einsum("sa,sat->st", policy, mdp.transition), np.eye(mdp.states)
    value = np.linalg.solve(one - mdp.discount * flow, (policy * reward).sum(1))
    ahead = mdp.transition @ value
    now = (policy * (reward**2 + 2 * mdp.discount * reward * ahead)).sum(1)
    square = np.linalg.solve(one - mdp.discount**2 * flow, now)
    return float(mdp.initial @ square - (mdp.initial @ value) ** 2)


def fitted(features: Float[np.ndarray, "policies features"], worth: Float[np.ndarray, "policies"], n: int) -> float:
    """The accuracy on pairs of the later policies of a linear reward that was fitted to all pairs of the first n."""
    scaled = (features - features[:n].mean(0)) / (features[:n].std(0) + 1e-12)
    first, second = np.triu_indices(n, 1)
    gaps = scaled[first] - scaled[second]
    target = (worth[first] > worth[second]).astype(float)
    weights = logistic(gaps, target, np.full(len(gaps), 1 / len(gaps)), 1e-5)
    said = scaled[n:] @ weights
    one, other = np.triu_indices(len(said), 1)
    return float(np.mean((said[one] > said[other]) == (worth[n:][one] > worth[n:][other])))
