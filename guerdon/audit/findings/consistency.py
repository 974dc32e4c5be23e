"""Whether the reward changes its mind with what should not matter."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import torch
from jaxtyping import Float, Int
from matplotlib.axes import Axes

from guerdon.audit.base import Finding, Judged, Unmeasured
from guerdon.audit.drawing import forest, mark
from guerdon.audit.findings.accuracy import share
from guerdon.audit.judge import answers
from guerdon.audit.thresholds import FLIPS
from guerdon.feedback import edited, respace
from guerdon.statistics import Estimate, mean_interval

SAMPLE = 500
TOLERANCE = 1e-3


@dataclass(frozen=True)
class Consistency(Finding):
    """How often choices flip when the two answers swap places, and when white space changes but no word does.

    Scores at most ``SAMPLE`` comparisons again, drawn with a fixed seed. Swapped, p(a, b) + p(b, a) should be 1; where the
    reward was asked in both orders anyway, ``order`` has that for all comparisons. For white space, both answers get
    doubled line breaks, single spaces between words and a trailing space, blocks of code excepted.
    """

    title: ClassVar = "Does it stay with its choice?"
    place: ClassVar = 60
    rule: ClassVar = f"A concern where more than {FLIPS:.0%} of the choices flip, by the whole interval."

    swapped: Estimate | None
    """The share of the choices that change when the answers swap places; None where ``order`` has it."""
    imbalance: Estimate | None
    """The mean of |p(a, b) + p(b, a) - 1|; None where ``order`` has it."""
    respaced: Estimate
    """The share of the choices that change with white space."""
    moved: Estimate | None
    """The mean change of a score with white space, in standard deviations of the scores; None where there are none."""

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        drawn = np.array(sample(len(judged.pairs)))
        first, second = ([judged.pairs[row][side] for row in drawn] for side in (0, 1))
        swapped = None if judged.orders else answers(judged.reward, second, first)[0]
        after, new = answers(judged.reward, *([edited(each, respace) for each in side] for side in (first, second)))
        scores = new.reshape(2, -1)
        needed = [after, *([] if swapped is None else [swapped]), *(scores if judged.scored else [])]
        there = np.isfinite(needed).all(axis=0)
        if not there.any():
            return Unmeasured("scores failed when the same answers were scored again")
        rows = drawn[there]
        prompts, before = [judged.prompts[row] for row in rows], judged.preferred[rows]
        return cls(
            None if swapped is None else share(flips(before, 1 - swapped[there]), prompts),
            None if swapped is None else mean_interval(np.abs(before + swapped[there] - 1), prompts),
            share(flips(before, after[there]), prompts),
            mean_interval(moves(judged, rows, scores[:, there]), [*prompts, *prompts]) if judged.scored else None,
        )

    def estimates(self) -> dict[str, Estimate]:
        found = {
            "flips_when_swapped": self.swapped,
            "imbalance_when_swapped": self.imbalance,
            "flips_with_white_space": self.respaced,
            "score_change_with_white_space": self.moved,
        }
        return {name: each for name, each in found.items() if each}

    @property
    def causes(self) -> list[str]:
        """What changes too many choices."""
        shares = {"the answers swap places": self.swapped, "white space changes": self.respaced}
        return [name for name, each in shares.items() if each and each.low > FLIPS]

    def sentence(self) -> str:
        swap = f"{self.swapped.value:.1%} flip when the two answers swap places and " if self.swapped else ""
        space = f"{self.respaced.value:.1%}{'' if swap else ' flip'} when only white space changes"
        move = f", which moves a score by {self.moved.value:.2f} standard deviations" if self.moved else ""
        return f"Of {self.respaced.n:,} choices, {swap}{space}{move}."

    def concern(self) -> str | None:
        return f"to stay with its choice when {' or '.join(self.causes)}" if self.causes else None

    def size(self) -> tuple[float, float]:
        return (6.4, 1.5 if self.swapped else 1.2)

    def draw(self, axes: Axes) -> None:
        rows = {"answers swapped": self.swapped, "white space changed": self.respaced}
        forest(axes, [(name, each) for name, each in rows.items() if each])
        mark(axes, FLIPS, "limit")
        axes.set_xlim(left=-0.002)
        axes.set_xlabel("share of choices that flip")


def moves(judged: Judged, rows: Int[np.ndarray, "m"], after: Float[np.ndarray, "2 m"]) -> Float[np.ndarray, "2*m"]:
    """How far the scores of both sides of some comparisons move, in standard deviations of all scores."""
    scores = torch.cat([judged.chosen.values, judged.rejected.values]).numpy()
    old = scores.reshape(2, -1)[:, rows]
    return (np.abs(after - old) / (float(scores.std()) or 1.0)).ravel()


def sample(n: int, most: int = SAMPLE) -> list[int]:
    """Which comparisons are scored again."""
    return sorted(np.random.default_rng(0).choice(n, min(n, most), replace=False).tolist())


def flips(before: Float[np.ndarray, "n"], after: Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
    """1 where the choice changed; a change within rounding of undecided is none."""
    return ((np.sign(before - 0.5) != np.sign(after - 0.5)) & (np.abs(before - after) > TOLERANCE)).astype(float)
