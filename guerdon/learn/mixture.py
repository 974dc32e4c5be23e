"""Annotators of several kinds, which nobody has named: a reward for each kind, and who is of which."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.special import logsumexp

from guerdon.errors import GuerdonError
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example

Learner = Callable[[Comparisons, int], Reward[Sequence[Example]]]
"""Weighted comparisons and a seed in, a reward out."""
SETTLED = 1e-4
"""A start has ended when no belief moves further."""


@dataclass(frozen=True, eq=False)
class Mixture:
    """Rewards of several kinds of annotators."""

    rewards: tuple[Reward[Sequence[Example]], ...]
    shares: Float[np.ndarray, "kinds"]
    """How many annotators are of each kind, as shares of all."""
    members: Mapping[str, Float[np.ndarray, "kinds"]]
    """How probably each annotator is of each kind."""
    log_likelihood: float
    """Of all that was said, in nats: what several starts are chosen by."""


def fit_mixture(
    learner: Learner, comparisons: Comparisons, kinds: int, rounds: int = 10, starts: int = 3, seed: int = 0
) -> Mixture:
    """A reward for each kind of annotators, by expectation-maximisation over who is of which kind.

    Everything that one annotator says is said by one kind, with P(u is of kind k) = q_uk:

        q_uk ~ share_k prod_(rows of u) P_k(label),   share_k = mean_u q_uk,   reward_k learned with weights q_uk

    An annotator of one comparison says nearly nothing of his kind: the kinds are told apart by those who compare often.

    Args:
        learner: trains one reward, by the weights of the rows.
        comparisons: with annotators.
        kinds: how many.
        rounds: how often all is learned anew at most, of each start.
        starts: how many random starts; the most likely end is kept.
        seed: of the starts.

    Raises:
        GuerdonError: some comparisons have no annotator, or there are fewer annotators than kinds.

    Source: Dempster, Laird & Rubin 1977, as Dumoulin et al. 2023 (arXiv 2311.14115) ask for where annotators differ.
    """
    rows = list(comparisons)
    nameless = sum(row.annotator is None for row in rows)
    if nameless:
        raise GuerdonError(
            f"{nameless:,} of {len(rows):,} comparisons do not say who made them: a mixture is of annotators"
        )
    places: dict[str, int] = {}
    who = np.array([places.setdefault(str(row.annotator), len(places)) for row in rows])
    if len(places) < kinds:
        raise GuerdonError(f"{len(places)} annotators cannot be of {kinds} kinds")
    ends = [expectation_maximisation(learner, rows, who, kinds, rounds, [seed, start]) for start in range(starts)]
    rewards, belief, likelihood = max(ends, key=lambda end: end[2])
    members = {name: belief[place] for name, place in places.items()}
    return Mixture(rewards, belief.mean(0), members, likelihood)


def expectation_maximisation(
    learner: Learner, rows: Sequence[Comparison], who: Int[np.ndarray, "n"], kinds: int, rounds: int, seed: list[int]
) -> tuple[tuple[Reward[Sequence[Example]], ...], Float[np.ndarray, "annotators kinds"], float]:
    """One start: the rewards, the beliefs, and the likelihood."""
    annotators = int(who.max()) + 1
    order = np.random.default_rng(seed).permutation(annotators)
    belief = np.eye(kinds)[order % kinds]
    for _ in range(rounds):
        shares = belief.mean(0)
        rewards = tuple(learner(weighted(rows, belief[who, kind]), seed[0]) for kind in range(kinds))
        said = np.zeros((annotators, kinds))
        for kind, reward in enumerate(rewards):
            np.add.at(said[:, kind], who, likelihoods(reward, rows))
        joint = np.log(np.maximum(shares, 1e-12)) + said
        total = logsumexp(joint, axis=1, keepdims=True)
        before, belief = belief, np.exp(joint - total)
        if np.abs(belief - before).max() < SETTLED:
            break
    return rewards, belief, float(total.sum())


def weighted(rows: Sequence[Comparison], belief: Float[np.ndarray, "n"]) -> Comparisons:
    """The rows that a kind may have said, by how probably it did."""
    some = [(row, share) for row, share in zip(rows, belief.tolist(), strict=True) if share > 1e-6]
    return Comparisons.of(replace(row, weight=row.weight * share) for row, share in some)


def likelihoods(reward: Reward[Sequence[Example]], rows: Sequence[Comparison]) -> Float[np.ndarray, "n"]:
    """The weighted log-likelihood of each row."""
    with torch.no_grad():
        prefers = reward.prefer([row.chosen for row in rows], [row.rejected for row in rows]).cpu().double().numpy()
    p = np.clip(prefers, 1e-12, 1 - 1e-12)
    target, weight = (np.array([getattr(row, name) for row in rows]) for name in ("target", "weight"))
    return weight * (target * np.log(p) + (1 - target) * np.log1p(-p))
