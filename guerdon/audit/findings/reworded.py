"""Whether the reward stays with its choice when the same is said in other words, or with slips."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from matplotlib.axes import Axes

from guerdon.audit.base import Finding, Judged, Unmeasured
from guerdon.audit.drawing import forest, mark
from guerdon.audit.findings.accuracy import share
from guerdon.audit.findings.consistency import flips, sample
from guerdon.audit.judge import answers
from guerdon.audit.thresholds import REWORDED
from guerdon.feedback import Misspell, Paraphrase, Reorder, edited
from guerdon.feedback.perturb import Rule
from guerdon.statistics import Estimate

COMPARISONS = 60
FEWEST = 10
EDITS: Mapping[str, Rule] = {
    "other phrases": Paraphrase(),
    "5 % of the words misspelled": Misspell(0.05),
    "5 % of the words out of order": Reorder(0.05),
}
"""What is done to both responses; add an edit to have it audited."""


@dataclass(frozen=True)
class Reworded(Finding):
    """How often choices flip when both responses say the same in other phrases, with typing errors, or words swapped.

    At most ``COMPARISONS`` comparisons, drawn with a fixed seed, are edited and judged again; those that an edit leaves
    as they were do not count. What is drawn for a text depends on the text alone.
    """

    title: ClassVar = "Does it stay with its choice in other words?"
    place: ClassVar = 61
    rule: ClassVar = f"A concern where an edit flips more than {REWORDED:.0%} of the choices, by the whole interval."

    flipped: Mapping[str, Estimate]
    """The share of the choices that change under each edit."""

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        rows = sample(len(judged.pairs), COMPARISONS)
        found: dict[str, Estimate] = {}
        for name, edit in EDITS.items():
            changed = {row: [edited(side, edit) for side in judged.pairs[row]] for row in rows}
            some = [row for row in rows if tuple(changed[row]) != judged.pairs[row]]
            if len(some) < FEWEST:
                continue
            after, _ = answers(judged.reward, *([changed[row][side] for row in some] for side in (0, 1)))
            there = np.flatnonzero(np.isfinite(after))
            if len(there) < FEWEST:
                return Unmeasured("scores failed when edited answers were scored")
            kept = [some[place] for place in there]
            found[name] = share(flips(judged.preferred[kept], after[there]), [judged.prompts[row] for row in kept])
        return cls(found) if found else Unmeasured("no answer has words that the edits change")

    def estimates(self) -> dict[str, Estimate]:
        return {
            f"flips_with_{name.replace(' % ', '_percent_').replace(' ', '_')}": each
            for name, each in self.flipped.items()
        }

    @property
    def causes(self) -> list[str]:
        """The edits that flip too many choices."""
        return [name for name, each in self.flipped.items() if each.low > REWORDED]

    def sentence(self) -> str:
        shares = [f"{each.value:.1%} with {name}" for name, each in self.flipped.items()]
        return f"Choices that flip: {', '.join(shares)}."

    def concern(self) -> str | None:
        return f"to stay with its choice with {' or '.join(self.causes)}" if self.causes else None

    def size(self) -> tuple[float, float]:
        return (6.4, 0.8 + 0.35 * len(self.flipped))

    def draw(self, axes: Axes) -> None:
        forest(axes, self.flipped.items())
        mark(axes, REWORDED, "limit")
        axes.set_xlim(left=-0.01)
        axes.set_xlabel("share of choices that flip")
