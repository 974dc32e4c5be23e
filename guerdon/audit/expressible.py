"""Whether any reward of a kind can order some policies as somebody wants them, and which wishes contradict if none can."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.optimize import linprog

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.shape.machines import RewardMachine
from guerdon.testbeds.mdp import MDP

Policy = Float[np.ndarray, "states actions"]
SAME = 1e-9
"""Occupancies that differ by less in all places are the same."""
LEAST = 1e-7
"""The gap between wanted policies, with rewards of at most 1, below which rounding may be all that there is."""
paper = Paper(
    "subramani2024expressivity",
    "On The Expressivity of Objective-Specification Formalisms in Reinforcement Learning",
    "Subramani, Rohan and Williams, Marcus and Heitmann, Max and Holm, Halfdan and Griffin, Charlie and Skalse, Joar",
    2024, arxiv="2310.11840",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What somebody wants of two policies, by their numbers."""

    better: int
    worse: int
    tie: bool = False
    """Whether the two should be worth the same; which is named first then does not matter."""

    def __str__(self) -> str:
        return f"{self.better} {'=' if self.tie else '>'} {self.worse}"


class Language(ABC):
    """A kind of objective whose value of a policy is linear in features of the policy. To add one, subclass."""

    @abstractmethod
    def features(self, mdp: MDP, policies: Sequence[Policy]) -> Float[np.ndarray, "policies features"]:
        """One row for each policy."""


@dataclass(frozen=True)
class Markov(Language):
    """Rewards R(s, a): J(pi) = sum_sa d(s, a) R(s, a), with d(s, a) = sum_t gamma^t P(s_t = s, a_t = a).

    Rewards of transitions R(s, a, s') express no more, for their mean over s' is one of these.
    """

    def features(self, mdp: MDP, policies: Sequence[Policy]) -> Float[np.ndarray, "policies features"]:
        return np.stack([occupancy(mdp, policy).ravel() for policy in policies])


@dataclass(frozen=True)
class WithMachine(Language):
    """Rewards R(s, u, a) that also know the state u of a reward machine; policies do not see it."""

    machine: RewardMachine
    """How memory moves; what it pays does not matter here."""
    labels: Int[np.ndarray, "states"]
    """The code of the set of labels that holds in each state of the environment."""

    def features(self, mdp: MDP, policies: Sequence[Policy]) -> Float[np.ndarray, "policies features"]:
        product = remembered(mdp, self.machine, self.labels)
        many = len(self.machine.states)
        return np.stack([occupancy(product, np.repeat(policy, many, axis=0)).ravel() for policy in policies])


@dataclass(frozen=True)
class OuterFunction(Language):
    """Any function of the occupancy d, such as a risk, a share of successes with a floor, or pass at k.

    It can tell any two policies apart that do not do the same, so that it expresses all wishes without a cycle.
    """

    def features(self, mdp: MDP, policies: Sequence[Policy]) -> Float[np.ndarray, "policies features"]:
        rows = Markov().features(mdp, policies)
        same = np.abs(rows[:, None] - rows[None]).max(2) < SAME
        return np.eye(len(rows))[same.argmax(1)]


@dataclass(frozen=True, eq=False)
class Expressed:
    """Whether a language has an objective for some wishes: one that has all of them, or wishes that none has together."""

    expressible: bool
    weights: Float[np.ndarray, "features"] | None
    """Of the features: the reward itself, at most 1 in size, where there is one."""
    margin: float
    """The smallest gap between a better and a worse policy under it; the largest that can be."""
    conflict: tuple[Wish, ...] = ()
    """Wishes that contradict each other, none of which can be left out."""
    multipliers: tuple[float, ...] = ()
    """Of these wishes: so many times the features of the better policy minus the worse one's, summed, are zero, though every
    objective that fulfils them would make the sum positive."""

    def __str__(self) -> str:
        if self.expressible:
            return f"there is such a reward, with gaps of at least {self.margin:.3g}"
        return "there is no such reward: these wishes contradict each other: " + ", ".join(map(str, self.conflict))


def expressible(
    mdp: MDP, policies: Sequence[Policy], wishes: Sequence[Wish], language: Language | None = None
) -> Expressed:
    """Whether some objective of a language orders policies as wished, by a linear programme, with a certificate.

    With features x of policies, maximise t over |w| <= 1 such that w . (x_better - x_worse) >= t for each wish and 0 for
    each tie; there is an objective just where t > 0. Ask this before a reward is fitted to preferences between policies or
    histories: what no reward of the kind can say, no fit will.

    Args:
        mdp: the environment, its discount among what is given.
        policies: stationary, as the probability of each action in each state.
        wishes: between these.
        language: Markov rewards when not given.

    Raises:
        GuerdonError: a wish names a policy that there is not, or there is no wish but ties.

    Source: Subramani et al. 2024 (arXiv 2310.11840), for the languages; the programme as Abel et al. 2021 (arXiv
    2111.00876) have it for sets of acceptable policies.
    """
    numbers = [number for wish in wishes for number in (wish.better, wish.worse)]
    if not all(0 <= number < len(policies) for number in numbers):
        raise GuerdonError(f"a wish names policy {max(numbers)}, and the {len(policies)} policies count from 0")
    if all(wish.tie for wish in wishes):
        raise GuerdonError("every wish is a tie: a reward of 0 everywhere fulfils them; wish for something")
    rows = (language or Markov()).features(mdp, policies)
    gaps = np.stack([rows[wish.better] - rows[wish.worse] for wish in wishes])
    ties = np.array([wish.tie for wish in wishes])
    weights, margin = widest(gaps, ties)
    if margin > LEAST:
        return Expressed(True, weights, margin)
    kept = irreducible(gaps, ties)
    return Expressed(
        False, None, 0.0, tuple(wishes[row] for row in kept), tuple(multipliers(gaps[kept], ties[kept]).tolist())
    )


def widest(gaps: Float[np.ndarray, "wishes features"], ties: np.ndarray) -> tuple[Float[np.ndarray, "features"], float]:
    """The weights of size at most 1 under which the smallest gap is largest, and that gap."""
    k = gaps.shape[1]
    least = np.column_stack([-gaps[~ties], np.ones((~ties).sum())])
    same = np.column_stack([gaps[ties], np.zeros(ties.sum())])
    found = linprog(
        np.eye(k + 1)[k] * -1,
        A_ub=least,
        b_ub=np.zeros(len(least)),
        A_eq=same if len(same) else None,
        b_eq=np.zeros(len(same)) if len(same) else None,
        bounds=[(-1, 1)] * k + [(0, None)],
    )
    return found.x[:k], float(found.x[k])


def multipliers(gaps: Float[np.ndarray, "wishes features"], ties: np.ndarray) -> Float[np.ndarray, "wishes"]:
    """Weights of wishes, of sum 1 over those that are no ties and not negative there, whose gaps sum to the least."""
    m, k = gaps.shape
    cost = np.concatenate([np.zeros(m), np.ones(2 * k)])
    balance = np.column_stack([gaps.T, np.eye(k), -np.eye(k)])
    whole = np.concatenate([(~ties).astype(float), np.zeros(2 * k)])
    bounds = [(None, None) if tie else (0, None) for tie in ties] + [(0, None)] * (2 * k)
    found = linprog(cost, A_eq=np.vstack([balance, whole]), b_eq=np.append(np.zeros(k), 1.0), bounds=bounds)
    return found.x[:m]


def irreducible(gaps: Float[np.ndarray, "wishes features"], ties: np.ndarray) -> list[int]:
    """Wishes that contradict each other, found by leaving out one after another as long as a contradiction stays."""
    # A corner of the programme has few wishes already.
    kept = np.flatnonzero(np.abs(multipliers(gaps, ties)) > SAME).tolist()
    if not contradict(gaps, ties, kept):
        kept = list(range(len(gaps)))
    for row in list(kept):
        fewer = [other for other in kept if other != row]
        if contradict(gaps, ties, fewer):
            kept = fewer
    return kept


def contradict(gaps: Float[np.ndarray, "wishes features"], ties: np.ndarray, rows: list[int]) -> bool:
    """Whether nothing fulfils these wishes; ties alone are fulfilled by nothing wanted."""
    return not ties[rows].all() and widest(gaps[rows], ties[rows])[1] <= LEAST


def occupancy(mdp: MDP, policy: Float[np.ndarray, "states actions"]) -> Float[np.ndarray, "states actions"]:
    """d(s, a) = sum_t gamma^t P(s_t = s, a_t = a), which sums to 1 / (1 - gamma)."""
    flow = np.einsum("sa,sat->st", policy, mdp.transition)
    visits = np.linalg.solve(np.eye(mdp.states) - mdp.discount * flow.T, mdp.initial)
    return visits[:, None] * policy


def remembered(mdp: MDP, machine: RewardMachine, labels: Int[np.ndarray, "states"]) -> MDP:
    """The environment with the state of a machine beside its own: number = state * machine's states + u.

    The machine reads the labels of each state that is entered, the first one not among them.
    """
    many = len(machine.states)
    after = machine.tables[0][:, labels]  # by u and the state that is entered
    moved = np.eye(many)[after]  # by u, entered state, next u
    transition = np.einsum("sat,utv->suatv", mdp.transition, moved)
    size = mdp.states * many
    initial = np.zeros((mdp.states, many))
    initial[:, 0] = mdp.initial
    return MDP(transition.reshape(size, mdp.actions, size), initial.ravel(), mdp.discount)
