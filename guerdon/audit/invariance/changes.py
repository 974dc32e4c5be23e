"""Changes of a reward: what shaping, redistribution, masks and scaling do to it, each drawn at random.

To add a kind, subclass ``Change`` and say of which kinds it is a special case.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar

import numpy as np
from jaxtyping import Float

from guerdon.shape.steps.potential import shaping
from guerdon.testbeds.mdp import MDP

Table = Float[np.ndarray, "states actions states"]


class Change(ABC):
    """A kind of change of a reward."""

    within: ClassVar[tuple[type["Change"], ...]] = ()
    """Kinds that every change of this kind is also one of."""

    @abstractmethod
    def __call__(self, mdp: MDP, reward: Table, rng: np.random.Generator) -> Table:
        """The reward after a change of this kind, drawn at random."""

    @classmethod
    def name(cls) -> str:
        return cls.__name__


def covered(kind: type[Change], kinds: Iterable[type[Change]]) -> bool:
    """Whether every change of a kind is one of some kinds."""
    known = set(kinds)
    return kind in known or any(covered(wider, known) for wider in kind.within)


def shaped(mdp: MDP, reward: Table, potential: Float[np.ndarray, "states"]) -> Table:
    """R'(s, a, s') = R(s, a, s') + gamma Phi(s') - Phi(s).

    Source: Ng, Harada & Russell 1999, "Policy invariance under reward transformations".
    """
    return reward + shaping(potential[:, None, None], potential[None, None, :], mdp.discount)


class OptimalityPreserving(Change):
    """R' with E[R'(s, a, S') + gamma psi(S')] <= psi(s) for some psi, with equality just where a is optimal under R.

    Nothing of R is kept but which actions are optimal.
    """

    def __call__(self, mdp: MDP, reward: Table, rng: np.random.Generator) -> Table:
        psi = rng.normal(size=mdp.states)
        short = rng.uniform(0.1, 1.0, size=(mdp.states, mdp.actions)) * ~mdp.optimal(reward)
        plain = psi[:, None, None] - mdp.discount * psi[None, None, :] - short[:, :, None]
        return Redistribution()(mdp, plain, rng)


class Shaping(Change):
    """Potential shaping by any potential."""

    within = (OptimalityPreserving,)

    def __call__(self, mdp: MDP, reward: Table, rng: np.random.Generator) -> Table:
        return shaped(mdp, reward, rng.normal(size=mdp.states))


class EqualInitialShaping(Change):
    """Potential shaping whose potential is the same number in all first states: k-initial shaping, for any k."""

    within = (Shaping,)

    def __call__(self, mdp: MDP, reward: Table, rng: np.random.Generator) -> Table:
        return shaped(mdp, reward, np.where(mdp.initial > 0, rng.normal(), rng.normal(size=mdp.states)))


class ZeroInitialShaping(Change):
    """Potential shaping whose potential is 0 in all first states."""

    within = (EqualInitialShaping,)

    def __call__(self, mdp: MDP, reward: Table, rng: np.random.Generator) -> Table:
        return shaped(mdp, reward, np.where(mdp.initial > 0, 0.0, rng.normal(size=mdp.states)))


class Constant(Change):
    """The same number added to every reward: shaping by the potential c / (gamma - 1) everywhere."""

    within = (EqualInitialShaping,)

    def __call__(self, mdp: MDP, reward: Table, rng: np.random.Generator) -> Table:
        return reward + rng.normal()


class Redistribution(Change):
    """Another reward with the same E[R(s, a, S')]: by which next state it comes does not matter."""

    within = (OptimalityPreserving,)

    def __call__(self, mdp: MDP, reward: Table, rng: np.random.Generator) -> Table:
        noise = rng.normal(size=reward.shape)
        mean = (mdp.transition * noise).sum(-1, keepdims=True)
        return reward + np.where(mdp.possible, noise - mean, noise)


class UnreachableMask(Change):
    """Other rewards for the transitions that no episode makes."""

    def __call__(self, mdp: MDP, reward: Table, rng: np.random.Generator) -> Table:
        seen = mdp.possible & mdp.reachable[:, None, None]
        return np.where(seen, reward, rng.normal(size=reward.shape))


class ImpossibleMask(Change):
    """Other rewards for the transitions that cannot happen, wherever one begins."""

    within = (UnreachableMask, Redistribution)

    def __call__(self, mdp: MDP, reward: Table, rng: np.random.Generator) -> Table:
        return np.where(mdp.possible, reward, rng.normal(size=reward.shape))


class Monotone(Change):
    """f(R) of a rising f with f(0) = 0."""

    def __call__(self, mdp: MDP, reward: Table, rng: np.random.Generator) -> Table:
        return np.sign(reward) * np.abs(reward) ** rng.uniform(1.5, 3.0)


class Scaling(Change):
    """c R with c > 0."""

    within = (OptimalityPreserving, Monotone)

    def __call__(self, mdp: MDP, reward: Table, rng: np.random.Generator) -> Table:
        return rng.uniform(2.0, 5.0) * reward


CHANGES: tuple[type[Change], ...] = (
    Shaping, EqualInitialShaping, ZeroInitialShaping, Constant, Redistribution, UnreachableMask, ImpossibleMask,
    Scaling, Monotone, OptimalityPreserving,
)  # fmt: skip
