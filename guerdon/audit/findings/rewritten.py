"""Whether the reward likes a way of writing, tested by writing the same in another way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import torch
from matplotlib.axes import Axes

from guerdon.audit.base import UNSCORED, Finding, Judged, Unmeasured
from guerdon.audit.drawing import forest, mark
from guerdon.audit.rewrites import REWRITES
from guerdon.audit.thresholds import MOVED
from guerdon.statistics import Estimate, mean_interval

RESPONSES = 40
FEWEST = 10
"""A rewrite that changes fewer responses than this is not measured."""


@dataclass(frozen=True)
class Rewritten(Finding):
    """How a score moves when the same is said in another style: lists, bold type, headings, manners, doubts.

    Correlations cannot tell a reward that likes lists from one that likes what stands in lists; an intervention can. At
    most ``RESPONSES`` responses, drawn with a fixed seed, are each rewritten by rule and scored again, and only what
    changes counts.

    Source: the interventions of Singhal et al. 2023, "A long way to go" (arXiv 2310.03716), on length, carried over to
    style.
    """

    title: ClassVar = "Does it like a way of writing for its own sake?"
    place: ClassVar = 55
    rule: ClassVar = (
        f"A concern where a rewrite moves the score by at least {MOVED:g} standard deviations, by the whole interval."
    )

    moved: Mapping[str, Estimate]
    """The mean change of the score under each rewrite, in standard deviations of the scores."""

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        if not judged.scored:
            return Unmeasured(UNSCORED, unknown="what style alone does to it")
        rows = np.random.default_rng(0).permutation(len(judged.pairs))[:RESPONSES].tolist()
        examples = [judged.pairs[row][row % 2] for row in rows]
        spread = float(judged.responses.scores.std())
        if not spread > 0:
            return Unmeasured("the scores do not vary")
        plans = {
            name: [
                (place, changed)
                for place, one in enumerate(examples)
                if (changed := edit(one.response)) != one.response
            ]
            for name, edit in REWRITES.items()
        }
        plans = {name: plan for name, plan in plans.items() if len(plan) >= FEWEST}
        rewritten = [
            replace(examples[place], response=text, steps=()) for plan in plans.values() for place, text in plan
        ]
        with torch.no_grad():
            scores = judged.reward.score([*examples, *rewritten]).values.cpu().double().numpy()
        if not plans or not np.isfinite(scores).all():
            return Unmeasured("rewritten responses could not be scored", unknown="what style alone does to it")
        before, after = scores[: len(examples)], iter(np.split(scores[len(examples) :], ends(plans)))
        prompts = [judged.prompts[row] for row in rows]
        return cls(
            {
                name: mean_interval(
                    (next(after) - before[[place for place, _ in plan]]) / spread, [prompts[place] for place, _ in plan]
                )
                for name, plan in plans.items()
            }
        )

    def estimates(self) -> dict[str, Estimate]:
        return {f"moved_{name.replace(' ', '_')}": each for name, each in self.moved.items()}

    @property
    def causes(self) -> list[str]:
        """The rewrites that clearly move scores by more than the limit, the furthest first."""
        clear = [name for name, each in self.moved.items() if each.low >= MOVED or each.high <= -MOVED]
        return sorted(clear, key=lambda name: -abs(self.moved[name].value))

    def sentence(self) -> str:
        name = max(self.moved, key=lambda each: abs(self.moved[each].value))
        return (
            f"Of {len(self.moved)} ways to write the same, “{name}” moves its score furthest: by "
            f"{self.moved[name].value:+.2f} standard deviations."
        )

    def concern(self) -> str | None:
        if not self.causes:
            return None
        name = self.causes[0]
        moved = self.moved[name].value
        way = "higher" if moved > 0 else "lower"
        return f"where style varies, because the same answer {name} scores {abs(moved):.1f} standard deviations {way}"

    def size(self) -> tuple[float, float]:
        return (6.4, 0.6 + 0.3 * len(self.moved))

    def draw(self, axes: Axes) -> None:
        forest(axes, self.moved.items())
        for end in (-MOVED, MOVED):
            mark(axes, end, "limit" if end > 0 else "")
        axes.set_xlabel("change of the score, in its standard deviations")


def ends(plans: Mapping[str, list[tuple[int, str]]]) -> list[int]:
    """Where the scores of one rewrite end and those of the next begin."""
    return np.cumsum([len(plan) for plan in plans.values()])[:-1].tolist()
