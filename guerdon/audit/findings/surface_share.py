"""How much of the reward's accuracy its surface explains."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes

from guerdon.audit.base import Finding, Headline, Judged, Unmeasured
from guerdon.audit.crossfit import cross_fit, least_squares, logistic
from guerdon.audit.drawing import forest, mark
from guerdon.audit.findings.accuracy import share
from guerdon.audit.thresholds import CHANCE, EXPLAINED, FITTED
from guerdon.statistics import Estimate, bootstrap
from guerdon.surface import ATTRIBUTES


@dataclass(frozen=True)
class SurfaceShare(Finding):
    """What is left of a reward when what its surface predicts is taken away.

    explained = 1 - sum (gap - predicted gap)^2 / sum gap^2, where the prediction is linear in the gaps of
    ``guerdon.surface.ATTRIBUTES`` and fitted on other prompts; below 0 it predicts worse than no prediction. The
    remainder decides pairs by the sign of (gap - predicted gap). Of a reward that compares pairs and scores no response
    alone there are no gaps, and only the accuracy with the surface and against it is known.
    """

    title: ClassVar = "How much of it is only surface?"
    place: ClassVar = 20
    rule: ClassVar = f"A concern where at least {EXPLAINED:.0%} of the variance of its gaps is explained by surface."

    explained: Estimate | None
    """The share of the variance of the gaps in reward that surface gaps explain; None where there are no scores."""
    whole: Estimate
    """Accuracy, as a yardstick."""
    remainder: Estimate | None
    """Accuracy of the reward without what its surface predicts; None where there are no scores."""
    with_surface: Estimate | None
    """Accuracy where the surface rule is right."""
    against_surface: Estimate | None
    """Accuracy where the surface rule is wrong; None where it never is."""

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        if not judged.decided.any():
            return Unmeasured("every label is a tie")
        if len(judged.pairs) < FITTED * len(ATTRIBUTES):
            return Unmeasured(
                f"{len(judged.pairs)} comparisons are too few to fit {len(ATTRIBUTES)} attributes",
                unknown="how much of its choices surface explains",
            )
        if judged.scored and not judged.gap.any():
            return Unmeasured("the reward gives both answers of every comparison the same score")
        left = beside_surface(judged) if judged.scored else None
        rule = judged.agrees(cross_fit(logistic, judged.surface_gap, judged.target, judged.prompts))

        def accuracy(correct: np.ndarray, where: np.ndarray) -> Estimate:
            rows = np.flatnonzero(where)
            return share(correct[rows], [judged.prompts[row] for row in rows])

        right, wrong = (judged.decided & (rule == hit) for hit in (1, 0))
        return cls(
            None if left is None else bootstrap(explained_share, left**2, judged.gap**2, groups=judged.prompts),
            accuracy(judged.correct, judged.decided),
            None if left is None else accuracy(judged.agrees(left), judged.decided),
            accuracy(judged.correct, right) if right.any() else None,
            accuracy(judged.correct, wrong) if wrong.any() else None,
        )

    def estimates(self) -> dict[str, Estimate]:
        found = {
            "gap_explained_by_surface": self.explained,
            "accuracy_without_surface": self.remainder,
            "accuracy_where_surface_is_right": self.with_surface,
            "accuracy_where_surface_is_wrong": self.against_surface,
        }
        return {name: each for name, each in found.items() if each is not None}

    def sentence(self) -> str:
        if self.explained is None or self.remainder is None:
            sides = {"right": self.with_surface, "wrong": self.against_surface}
            told = (f"in {each.value:.1%} where the surface rule is {name}" for name, each in sides.items() if each)
            return f"It is right in {self.whole.value:.1%} of the comparisons: {' and '.join(told) or 'surface decides none'}."
        explained = f"Surface explains {max(0.0, self.explained.value):.0%} of the differences in its scores"
        return f"{explained}; without that it is right in {self.remainder.value:.1%} of the comparisons instead of {self.whole.value:.1%}."

    def concern(self) -> str | None:
        return "to see past the surface" if self.explained and self.explained.value >= EXPLAINED else None

    def unknown(self) -> str | None:
        return None if self.explained else "how much of its choices surface explains"

    def headlines(self) -> tuple[Headline, ...]:
        return (Headline("surface share", self.explained),) if self.explained else ()

    def size(self) -> tuple[float, float]:
        return (6.4, 2.0)

    def draw(self, axes: Axes) -> None:
        rows = {
            "as it is": self.whole,
            "without its surface part": self.remainder,
            "where surface is right": self.with_surface,
            "where surface is wrong": self.against_surface,
        }
        forest(axes, [(name, each) for name, each in rows.items() if each])
        mark(axes, CHANCE, "chance")
        axes.set_xlabel("accuracy of the reward")


def beside_surface(judged: Judged) -> Float[np.ndarray, "n"]:
    """What is left of each gap in reward when what surface predicts of it is taken away."""
    return judged.gap - cross_fit(least_squares, judged.surface_gap, judged.gap, judged.prompts)


def explained_share(left: np.ndarray, whole: np.ndarray) -> float:
    """1 - the sum of squares that is left / the whole; nan where a resample has no gaps."""
    return float(1 - left.sum() / whole.sum()) if whole.any() else np.nan
