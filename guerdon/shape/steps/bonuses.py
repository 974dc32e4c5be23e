"""Bonuses for sub-goals: each time, once an episode, taken back at success, or as a potential."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int, Shaped

from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.shape.steps.labels import Labeller
from guerdon.shape.steps.potential import SHAPING, shaping
from guerdon.shape.steps.remembering import Remembering
from guerdon.types import Scores, Transitions

Settled = Callable[[Transitions], Bool[np.ndarray, "n"]]
"""In which steps an account is settled: those that succeed, or those that end an episode."""


@dataclass(frozen=True)
class Bonus(Reward[Transitions]):
    """r = size * (how many sub-goals a step achieves, as the labeller says), every time that it says so.

    An agent can live on it: where a sub-goal can be achieved again, or is wrongly said to be, coming back for the bonus
    may pay more than the task. Parts are the sub-goals.
    """

    subgoals: Labeller
    size: float = 1.0

    def score(self, batch: Transitions) -> Scores:
        return paid(self.subgoals, self.size * self.subgoals(batch))


@dataclass(eq=False)
class Achievements(Remembering):
    """A reward that remembers which sub-goals an episode has achieved, as the labeller says."""

    subgoals: Labeller
    size: float = 1.0

    def fresh(self, n: int) -> Bool[np.ndarray, "n subgoals"]:
        return np.zeros((n, len(self.subgoals.propositions)), bool)

    @property
    def situations(self) -> int:
        """How many sets of achievements there are, for agents that see which it is."""
        return int(2 ** len(self.subgoals.propositions))

    def situation(self, n: int) -> Int[np.ndarray, "n"]:
        """The number of the set of each of n environments."""
        return self.memory(n) @ (1 << np.arange(len(self.subgoals.propositions)))


@dataclass(eq=False)
class OncePerEpisode(Achievements):
    """The same bonus for each sub-goal, the first time in an episode alone: at most size * sub-goals an episode."""

    def score(self, batch: Transitions) -> Scores:
        achieved, said = self.memory(len(batch)), self.subgoals(batch)
        new = said & ~achieved
        achieved |= said
        return paid(self.subgoals, self.size * new)


@dataclass(eq=False)
class AchievedPotential(Achievements):
    """F = gamma Phi' - Phi, Phi = size * (sub-goals achieved in the episode so far), 0 at its end.

    Potential shaping over what is remembered: bonuses as once an episode, paid back at the end. The agent must see what
    was achieved, or F is noise to it.
    """

    discount: float = 0.99

    paper = SHAPING

    def score(self, batch: Transitions) -> Scores:
        achieved = self.memory(len(batch))
        before = self.size * achieved
        achieved |= self.subgoals(batch)
        ended = batch.terminated[:, None]
        return paid(self.subgoals, shaping(before, self.size * achieved, self.discount, ended))


@dataclass(eq=False)
class Refunded(Remembering):
    """A bonus that is paid back with interest when the task succeeds, so that success itself gains nothing by it.

    With the bonuses b_t of an episode that settles at step T:

        r_t = b_t,   r_T = b_T - sum_{t <= T} gamma^(t - T) b_t

    so that sum_t gamma^t r_t = 0 over the episode: among episodes that succeed, those stay best that were. What is gained
    in episodes that never settle stays gained.

    Source: the neutralised bonus of Mirchandani, Karamcheti & Sadigh 2021, "ELLA" (arXiv 2103.05825).
    """

    bonus: Reward[Transitions]
    settled: Settled
    """Which steps pay back: a function of the batch."""
    discount: float

    paper = Paper(
        "mirchandani2021ella", "ELLA: Exploration through Learned Language Abstraction",
        "Mirchandani, Suvir and Karamcheti, Siddharth and Sadigh, Dorsa", 2021, arxiv="2103.05825",
    )  # fmt: skip

    @property
    def operands(self) -> tuple[Reward[Transitions], ...]:
        return (self.bonus,)

    def fresh(self, n: int) -> Float[np.ndarray, "n"]:
        return np.zeros(n)

    def score(self, batch: Transitions) -> Scores:
        owed, scores = self.memory(len(batch)), self.bonus.score(batch)
        values = scores.values.detach().double().cpu().numpy()
        owed /= self.discount
        owed += values
        settled = self.settled(batch)
        paid_back = np.where(settled, owed, 0.0)
        owed[settled] = 0.0
        refund = -torch.from_numpy(paid_back).to(scores.values)
        return Scores(scores.values + refund, parts={**scores.parts, "refund": refund}, errors=scores.errors)


def paid(subgoals: Labeller, amounts: Shaped[np.ndarray, "n subgoals"]) -> Scores:
    """Scores whose parts are what each sub-goal pays."""
    columns = torch.from_numpy(np.asarray(amounts, float))
    return Scores(columns.sum(1), parts=dict(zip(subgoals.propositions, columns.T, strict=True)))
