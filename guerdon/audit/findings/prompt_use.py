"""Whether the reward reads what was asked."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
from matplotlib.axes import Axes

from guerdon.audit.base import Finding, Judged, Unmeasured
from guerdon.audit.drawing import ACCENT, MUTED, forest, mark
from guerdon.audit.findings.accuracy import share
from guerdon.audit.judge import answers
from guerdon.audit.thresholds import CHANCE, PROMPTED
from guerdon.statistics import Estimate, mean_interval

COMPARISONS = 100
FEWEST = 20


@dataclass(frozen=True)
class PromptUse(Finding):
    """How well it chooses when each comparison is given the prompt of another, beside how well with its own.

    A reward that looks at answers alone is as good with a wrong prompt. At most ``COMPARISONS`` comparisons whose label
    names a winner, drawn with a fixed seed, take the prompt of the next that has another.
    """

    title: ClassVar = "Does it read what was asked?"
    place: ClassVar = 62
    rule: ClassVar = (
        f"A concern where the own prompt is worth less than {PROMPTED:g} of accuracy, by the whole interval; sound where "
        "it is worth more than 0, by the whole interval."
    )

    own: Estimate
    """Accuracy with the prompts that belong to the answers."""
    others: Estimate
    """With those of other comparisons."""
    worth: Estimate
    """The first minus the second."""

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        decided = np.flatnonzero(judged.decided)
        rows = sorted(np.random.default_rng(0).permutation(decided)[:COMPARISONS].tolist())
        prompts = [judged.prompts[row] for row in rows]
        if len(set(prompts)) < FEWEST:
            return Unmeasured(f"fewer than {FEWEST} prompts can be exchanged")
        other = ring(prompts)
        sides = [
            [
                replace(judged.pairs[row][side], prompt=judged.pairs[rows[there]][side].prompt)
                for row, there in zip(rows, other, strict=True)
            ]
            for side in (0, 1)
        ]
        after, _ = answers(judged.reward, *sides)
        there = np.flatnonzero(np.isfinite(after))
        rows, prompts, after = [rows[place] for place in there], [prompts[place] for place in there], after[there]
        if len(set(prompts)) < FEWEST:
            return Unmeasured("scores failed with the prompts of other comparisons")
        right = judged.correct[rows]
        now = (np.sign(after - CHANCE) * np.sign(judged.target[rows] - CHANCE) + 1) / 2
        return cls(share(right, prompts), share(now, prompts), mean_interval(right - now, prompts))

    def estimates(self) -> dict[str, Estimate]:
        return {
            "accuracy_on_exchanged": self.own,
            "accuracy_with_other_prompts": self.others,
            "accuracy_that_the_prompt_is_worth": self.worth,
        }

    def sentence(self) -> str:
        return (
            f"With the prompt of another comparison it is right on {self.others.value:.1%} of {self.others.n:,}, with the "
            f"prompt that belongs there on {self.own.value:.1%}."
        )

    def assurance(self) -> str | None:
        return "to read what was asked" if self.worth.low > 0 else None

    def concern(self) -> str | None:
        return "to judge whether an answer fits what was asked" if self.worth.high < PROMPTED else None

    def size(self) -> tuple[float, float]:
        return (6.4, 1.5)

    def draw(self, axes: Axes) -> None:
        forest(axes, {"its own prompt": self.own, "another's": self.others}.items(), [ACCENT, MUTED])
        mark(axes, CHANCE, "chance")
        axes.set_xlabel("accuracy")


def ring(prompts: list[str]) -> list[int]:
    """For each place the nearest one after it that has another prompt; there must be one."""
    n = len(prompts)
    return [
        next((place + step) % n for step in range(1, n) if prompts[(place + step) % n] != prompt)
        for place, prompt in enumerate(prompts)
    ]
