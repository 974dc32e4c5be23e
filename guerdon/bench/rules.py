"""How contests are scored: from how they went to a number. To add a way, subclass ``Rule``, or else ``Measure``."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from jaxtyping import Float

from guerdon.bench.contest import Standing, Wins
from guerdon.errors import GuerdonError
from guerdon.statistics import auroc


class Measure(ABC):
    """What the contests of a subset are worth together. A contest with a score missing is never given to a measure."""

    together: ClassVar[bool] = False
    """Whether the contests of a group are one unit; else each contest is one."""
    even: ClassVar[bool] = False
    """Whether the subsets of a section count alike, however many contests each has."""

    @abstractmethod
    def unit(self, standings: Sequence[Standing]) -> Any:
        """What is to be known of one unit; a number, unless ``value`` reads something else."""

    def value(self, units: np.ndarray) -> float:
        """The number for several units: their mean."""
        return float(units.mean())


class Rule(Measure):
    """A measure that credits each contest by who beats whom."""

    def unit(self, standings: Sequence[Standing]) -> float:
        return self(standings[0].wins)

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
class Macro(Rule):
    """A rule under which the subsets of a section count alike: the macro average over them."""

    rule: Rule
    even: ClassVar = True

    def __call__(self, wins: Wins) -> float:
        return self.rule(wins)


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


@dataclass(frozen=True)
class NDCG(Rule):
    """The normalised discounted cumulative gain of the first k responses in order of preference, right ones counting 1.

        sum over right responses of rank at most k of 1 / log2(1 + rank), over the most that as many could have

    Of responses that tie, every order is as likely: the mean over all of them.

    Source: Jarvelin and Kekalainen 2002, "Cumulated gain-based evaluation of IR techniques"; ties as in McSherry and
    Najork 2008, "Computing information retrieval performance measures efficiently in the presence of tied scores".
    """

    k: int = 10

    def __call__(self, wins: Wins) -> float:
        right, responses = len(wins), sum(wins.shape)
        gain = np.where(np.arange(responses) < self.k, 1 / np.log2(np.arange(responses) + 2), 0)
        # Right ones between the same wrong ones may stand in any order, so that they can be taken as tied.
        places, counts = np.unique([(wins == 0).sum(1), (wins == 0.5).sum(1)], axis=1, return_counts=True)
        order = np.argsort(places[0] + places[1] / 2, kind="stable")
        found, before = 0.0, 0
        for (above, tied), many in zip(places.T[order].tolist(), counts[order].tolist(), strict=True):
            found += many * gain[before + above : before + above + many + tied].mean()
            before += many
        return float(found / gain[:right].sum())


@dataclass(frozen=True)
class WorstOfGroup(Measure):
    """What the worst contest of each group is worth, by a rule, ties lost; the mean over groups, however large.

    Were ties worth a half here too, a reward that says nothing would serve the worst better than one that errs.

    Source: the robustness of Oh et al. 2024, "InstructIR" (arXiv 2402.14334).
    """

    rule: Rule
    together: ClassVar = True

    def unit(self, standings: Sequence[Standing]) -> float:
        return min(self.rule(np.floor(each.wins)) for each in standings)


@dataclass(frozen=True)
class AUROC(Measure):
    """The chance that a right response scores above a wrong one, whichever prompts they answer; ties count half."""

    def unit(self, standings: Sequence[Standing]) -> tuple[np.ndarray, np.ndarray]:
        return scores(standings[0])

    def value(self, units: np.ndarray) -> float:
        right, wrong = (np.concatenate([each[side] for each in units]) for side in (0, 1))
        return auroc(np.concatenate([right, wrong]), np.arange(len(right) + len(wrong)) < len(right))


def scores(standing: Standing) -> tuple[Float[np.ndarray, "_right"], Float[np.ndarray, "_wrong"]]:
    """The scores of both sides.

    Raises:
        GuerdonError: the reward was asked for pairs alone.
    """
    if standing.right is None or standing.wrong is None:
        raise GuerdonError("this measure reads scores, and the contest was decided by pairs: mark it as rated")
    return standing.right, standing.wrong
