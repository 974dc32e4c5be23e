"""Whether the reward likes to be shouted at."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from matplotlib.axes import Axes

from guerdon.audit.base import Finding, Judged, Unmeasured
from guerdon.audit.drawing import forest, mark
from guerdon.statistics import Estimate, mean_interval


@dataclass(frozen=True)
class Exclamations(Finding):
    """The share of the choices that fall on the answer with more exclamation marks, where the two differ in them."""

    title: ClassVar = "Does it like exclamation marks?"
    place: ClassVar = 55

    chosen: Estimate

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        marks = np.array([text.count("!") for text in judged.responses.texts], dtype=float)
        more = judged.responses.gap(marks)
        leaning = judged.preferred - 0.5
        rows = np.flatnonzero((more != 0) & (leaning != 0))
        if not len(rows):
            return Unmeasured("no two answers differ in exclamation marks")
        agrees = (np.sign(leaning[rows]) == np.sign(more[rows])).astype(float)
        return cls(mean_interval(agrees, [judged.prompts[row] for row in rows]))

    def estimates(self) -> dict[str, Estimate]:
        return {"more_exclamation_marks_chosen": self.chosen}

    def sentence(self) -> str:
        return (
            f"It chooses the answer with more exclamation marks in {self.chosen.value:.0%} of {self.chosen.n:,} pairs."
        )

    def draw(self, axes: Axes) -> None:
        forest(axes, [("more exclamation marks", self.chosen)])
        mark(axes, 0.5, "no preference")
        axes.set_xlabel("share of choices")
