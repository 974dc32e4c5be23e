"""Whether it matters which of the two answers is shown first."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from matplotlib.axes import Axes

from guerdon.audit.base import Finding, Headline, Judged, Unmeasured
from guerdon.audit.drawing import ACCENT, SECOND, forest, mark
from guerdon.audit.findings.accuracy import share
from guerdon.audit.findings.consistency import flips
from guerdon.audit.thresholds import FLIPS
from guerdon.statistics import Estimate, mean_interval


@dataclass(frozen=True)
class Order(Finding):
    """What the reward says of each comparison in either order of its answers, where order may matter to it.

    With f the probability of ``chosen`` shown first and b that of ``chosen`` shown second, a verdict turns where f and b
    are on different sides of 0.5, or one of them is at 0.5 alone. The pull of the first place is the mean of (f - b) / 2:
    what being shown first adds to the probability of an answer, below 0 where the second place gains. What every other
    number of the report rests on is the verdict of both orders together: what the reward makes of them itself, as a judge
    does that is asked twice, or their mean.

    Source: the two orders and their disagreement are those of Zheng et al. 2023, "Judging LLM-as-a-Judge" (arXiv
    2306.05685); the pull is ``guerdon.judge.position_bias``, its interval over prompts.
    """

    title: ClassVar = "Does it matter which answer is shown first?"
    place: ClassVar = 15
    rule: ClassVar = (
        f"A concern where more than {FLIPS:.0%} of the verdicts turn with the order, by the whole interval."
    )

    turned: Estimate
    """The share of the comparisons whose verdict turns with the order."""
    first: Estimate
    """The share where whatever is shown first is preferred, in both orders."""
    second: Estimate
    """The share where whatever is shown second is preferred, in both orders."""
    ties: Estimate
    """The share where neither is preferred in either order."""
    pull: Estimate
    imbalance: Estimate
    """The mean of |f - b|."""
    leading: Estimate | None
    """Accuracy where the better answer is shown first; None where every label is a tie."""
    trailing: Estimate | None
    """Accuracy where the better answer is shown second."""

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured | None:
        if judged.orders is None:
            return None
        forth, back = judged.orders.forth, judged.orders.back
        rows = np.flatnonzero(np.isfinite(forth) & np.isfinite(back))
        if not len(rows):
            return Unmeasured(
                "no comparison has a verdict in both orders", unknown="what the order of answers does to it"
            )
        forth, back, prompts = forth[rows], back[rows], [judged.prompts[row] for row in rows]
        hits, target, decided = np.stack([forth, back]), judged.target[rows], np.flatnonzero(judged.decided[rows])
        sides = np.sign(hits - 0.5)

        def found(where: np.ndarray) -> Estimate:
            return share(where.astype(float), prompts)

        # Where the label prefers the response that is listed second, that one is shown first in the order "back".
        right = (sides * np.sign(target - 0.5) + 1) / 2
        leading, trailing = np.where(target > 0.5, right, right[::-1])[:, decided]
        owners = [prompts[row] for row in decided]
        return cls(
            found(flips(forth, back)),
            found((sides[0] > 0) & (sides[1] < 0)),
            found((sides[0] < 0) & (sides[1] > 0)),
            found((sides == 0).all(axis=0)),
            mean_interval((forth - back) / 2, prompts),
            mean_interval(np.abs(forth - back), prompts),
            share(leading, owners) if len(decided) else None,
            share(trailing, owners) if len(decided) else None,
        )

    def estimates(self) -> dict[str, Estimate]:
        found = {
            "flips_when_swapped": self.turned,
            "first_in_both_orders": self.first,
            "second_in_both_orders": self.second,
            "ties_in_both_orders": self.ties,
            "pull_of_the_first_place": self.pull,
            "imbalance_when_swapped": self.imbalance,
            "accuracy_better_first": self.leading,
            "accuracy_better_second": self.trailing,
        }
        return {name: each for name, each in found.items() if each}

    @property
    def lean(self) -> str | None:
        """Which place draws its verdicts, where one is shown to."""
        return "first" if self.pull.low > 0 else "second" if self.pull.high < 0 else None

    def sentence(self) -> str:
        turned = f"Of {self.turned.n:,} verdicts, {self.turned.value:.1%} turn with the order"
        if not self.turned.value:
            return f"None of {self.turned.n:,} verdicts turns with the order."
        both = f"what is shown first wins in both orders in {self.first.value:.1%}, what is shown second in {self.second.value:.1%}"
        return f"{turned}: {both}, and being shown first is worth {self.pull.value:+.3f} of probability."

    def concern(self) -> str | None:
        if not self.turned.low > FLIPS:
            return None
        lean = f", more often to what is shown {self.lean}" if self.lean else ""
        return f"in one order alone, because {self.turned.value:.1%} of its verdicts turn when the answers swap places{lean}"

    def headlines(self) -> tuple[Headline, ...]:
        beside = (("pull of the first", self.pull.value), ("tie in both", self.ties.value))
        return (Headline("turned by order", self.turned, beside),)

    def size(self) -> tuple[float, float]:
        return (6.4, 2.4)

    def draw(self, axes: Axes) -> None:
        shares = {
            "verdict turns with the order": self.turned,
            "first wins in both orders": self.first,
            "second wins in both orders": self.second,
        }
        right = {"right, the better one first": self.leading, "right, the better one second": self.trailing}
        rows = [*shares.items(), *((name, each) for name, each in right.items() if each)]
        forest(axes, rows, [SECOND] * len(shares) + [ACCENT] * (len(rows) - len(shares)))
        mark(axes, FLIPS, "limit")
        axes.set_xlim(-0.02, 1.02)
        axes.set_xlabel("share of the comparisons")
