"""How a contest is scored: from who beats whom to a number between 0 and 1. To add a rule, subclass ``Rule``."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from guerdon.bench.contest import Wins


class Rule(ABC):
    """What a contest is worth. A contest with a score missing is never given to a rule."""

    @abstractmethod
    def __call__(self, wins: Wins) -> float:
        """The credit for one contest, from 0 to 1."""


@dataclass(frozen=True)
class PairAccuracy(Rule):
    """The share of pairs of a right and a wrong response that the right one wins."""

    tie: float = 0.0
    """What a tie is worth: 0 by the strict rule of benchmarks of scores, a half by that of judges."""

    def __call__(self, wins: Wins) -> float:
        return float(np.where(wins == 0.5, self.tie, wins).mean())


@dataclass(frozen=True)
class BeatsAll(Rule):
    """1 where every right response beats every wrong one; a tie is a loss."""

    def __call__(self, wins: Wins) -> float:
        return float((wins == 1).all())


@dataclass(frozen=True)
class Unbeaten(Rule):
    """1 where no wrong response beats a right one; a tie is none."""

    def __call__(self, wins: Wins) -> float:
        return float((wins > 0).all())


@dataclass(frozen=True)
class TopShare(Rule):
    """The chance that one drawn from the responses which none beats is right: 1/m where the right one is of m at the top.

    Where preferences go round and everybody is beaten, the chance of a draw from all.
    """

    def __call__(self, wins: Wins) -> float:
        right, wrong = int((wins > 0).all(1).sum()), int((wins < 1).all(0).sum())
        return right / (right + wrong) if right + wrong else wins.shape[0] / sum(wins.shape)


@dataclass(frozen=True)
class ReciprocalRank(Rule):
    """1 / (1 + the wrong responses that beat the right one or tie with it), the mean over right ones."""

    def __call__(self, wins: Wins) -> float:
        return float((1 / (1 + (wins < 1).sum(1))).mean())


@dataclass(frozen=True)
class StyleCells(Rule):
    """The share of pairs won among those whose styles differ in one direction, responses of each side in one order of style.

    Source: Liu et al. 2024, "RM-Bench" (arXiv 2410.16184), section 3.
    """

    slope: int
    """The sign of (style of the right response - style of the wrong one): -1 where the wrong one looks better."""

    def __call__(self, wins: Wins) -> float:
        styles = np.arange(wins.shape[0])[:, None] - np.arange(wins.shape[1])[None, :]
        return float((wins[np.sign(styles) == self.slope] == 1).mean())
