"""How often the reward agrees with the labels, beside what needs no reward at all."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from matplotlib.axes import Axes

from guerdon.audit.base import Finding, Headline, Judged, Unmeasured
from guerdon.audit.crossfit import cross_fit, logistic
from guerdon.audit.drawing import ACCENT, MUTED, forest, mark
from guerdon.audit.thresholds import CHANCE
from guerdon.statistics import Estimate, mean_interval, paired_bootstrap, wilson


@dataclass(frozen=True)
class Accuracy(Finding):
    """Accuracy beside that of "the longer one wins" and of a rule on surface features alone.

    The surface rule is a logistic regression on the gaps of ``guerdon.surface.ATTRIBUTES``, fitted on these very
    comparisons and judged on prompts that it was not fitted on. A choice that a rule cannot make counts a half, and
    ties of the label are left out. Intervals resample whole prompts.
    """

    title: ClassVar = "Does it prefer the better answer?"
    place: ClassVar = 10
    rule: ClassVar = f"Sound where the accuracy lies above {CHANCE:g} and above that of each simple rule, by the whole interval; a concern otherwise."

    reward: Estimate
    longer: Estimate
    surface: Estimate
    over_longer: Estimate
    """The paired difference in accuracy to the length rule."""
    over_surface: Estimate
    undecided: Estimate
    """The share of the comparisons that the reward cannot decide."""

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        if not judged.decided.any():
            return Unmeasured("every label is a tie", unknown="how often it prefers the better answer")
        rows = np.flatnonzero(judged.decided)
        prompts = [judged.prompts[row] for row in rows]
        logits = cross_fit(logistic, judged.surface_gap, judged.target, judged.prompts)
        columns = judged.correct, judged.agrees(judged.word_gap), judged.agrees(logits)
        reward, longer, surface = (column[rows] for column in columns)
        return cls(
            share(reward, prompts),
            share(longer, prompts),
            share(surface, prompts),
            paired_bootstrap(reward, longer, prompts),
            paired_bootstrap(reward, surface, prompts),
            share((judged.preferred[rows] == 0.5).astype(float), prompts),
        )

    def estimates(self) -> dict[str, Estimate]:
        return {
            "accuracy": self.reward,
            "length_only_accuracy": self.longer,
            "surface_only_accuracy": self.surface,
            "accuracy_over_length_only": self.over_longer,
            "accuracy_over_surface_only": self.over_surface,
            "undecided": self.undecided,
        }

    @property
    def informed(self) -> bool:
        """Whether it tells better from worse at all."""
        return self.reward.low > CHANCE

    @property
    def beaten(self) -> list[str]:
        """What it is not shown to know more than."""
        rules = {"its length": self.over_longer, "its surface": self.over_surface}
        return [rule for rule, over in rules.items() if not over.low > 0]

    @property
    def rates(self) -> str:
        return (
            f"{self.reward.value:.1%} right; the longer answer {self.longer.value:.1%}, "
            f"surface alone {self.surface.value:.1%}"
        )

    def sentence(self) -> str:
        if self.undecided.value == 1:
            return f"It cannot tell the answers of any of {self.reward.n:,} comparisons apart."
        against = f"It prefers the better answer in {self.reward.value:.1%} of {self.reward.n:,} comparisons"
        rules = f"choosing the longer one does in {self.longer.value:.1%}, surface alone in {self.surface.value:.1%}"
        return f"{against}; {rules}."

    def assurance(self) -> str | None:
        return f"to tell better answers from worse ({self.rates})" if self.informed and not self.beaten else None

    def concern(self) -> str | None:
        if not self.informed:
            return f"to tell better answers from worse, because it is not shown to beat chance ({self.rates})"
        return f"to know more of an answer than {' or '.join(self.beaten)} ({self.rates})" if self.beaten else None

    def headlines(self) -> tuple[Headline, ...]:
        beside = (("length rule", self.longer.value), ("surface rule", self.surface.value))
        return (Headline("accuracy", self.reward, beside),)

    def size(self) -> tuple[float, float]:
        return (6.4, 1.7)

    def draw(self, axes: Axes) -> None:
        rules = {"this reward": self.reward, "surface rule": self.surface, "length rule": self.longer}
        colours = [ACCENT, MUTED, MUTED]
        forest(axes, rules.items(), colours)
        for place, (rule, colour) in enumerate(zip(rules.values(), colours, strict=True)):
            axes.text(rule.value, place - 0.2, f"{rule.value:.3f}", ha="center", va="bottom", color=colour)
        mark(axes, CHANCE, "chance")
        axes.set_xlabel("share of comparisons where the preferred answer is found")


def share(hits: np.ndarray, prompts: list[str]) -> Estimate:
    """A mean of hits with its interval over prompts; Wilson's where all are equal and resampling shows no spread."""
    if hits.min() == hits.max():
        return wilson(float(hits.sum()), len(hits))
    return mean_interval(hits, prompts)
