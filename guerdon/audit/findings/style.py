"""Whether the reward likes length and style more than the labels do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from jaxtyping import Float, Int
from matplotlib.axes import Axes

from guerdon.audit.base import Finding, Headline, Judged, Table, Unmeasured
from guerdon.audit.correlation import correlation, excess, rank_correlation, rank_within_pairs, within_pairs
from guerdon.audit.drawing import ACCENT, MUTED, SECOND, forest
from guerdon.audit.thresholds import BIAS
from guerdon.statistics import Estimate
from guerdon.surface import bold, code_blocks, headings, hedges, list_lines, log_words, refusal


def markdown(text: str) -> float:
    """Bold spans, headings and blocks of code, each as log(1 + count)."""
    return bold(text) + headings(text) + code_blocks(text)


STYLES: dict[str, Callable[[str], float]] = {
    "length": log_words,
    "markdown": markdown,
    "lists": list_lines,
    "refusals": refusal,
    "hedges": hedges,
}
"""What a reward may like for its own sake; add an attribute of the text to have it audited."""


@dataclass(frozen=True)
class Leaning:
    """How scores, choices and labels go with one attribute."""

    style: str
    raw: Estimate | None
    """Pearson's correlation of score and attribute over all distinct responses; None where there are no scores."""
    raw_rank: Estimate | None
    """Spearman's."""
    pair: Estimate | None
    """Pearson's correlation of the gaps in score and attribute inside pairs; None where there are no scores."""
    pair_rank: Estimate | None
    """Spearman's."""
    choice: Estimate
    """The same for the sign of the preference: what it chooses."""
    label: Estimate
    """The same for the sign of the label: what it should choose."""
    excess: Estimate
    """How far ``choice`` goes beyond what ``label`` justifies: see ``correlation.excess``."""

    @property
    def biased(self) -> bool:
        """Whether the choices go with the attribute, or against it, clearly further than the labels justify."""
        return abs(self.excess.value) >= BIAS and (self.excess.low > 0 or self.excess.high < 0)


@dataclass(frozen=True)
class Style(Finding):
    """Correlations with length, markdown, lists, refusals and hedges, raw and within pairs, beside the labels' own.

    Only what exceeds the labels can be held against a reward: answers may be good because they are long. Nor can what
    the noise of the labels hides, as far as ``LABELS_RIGHT`` allows for it: a true reward follows its reasons further
    than noisy labels do.

    Source: Singhal et al. 2023, "A long way to go" (arXiv 2310.03716), for raw and within-prompt correlations; the
    comparison with the labels is ours. Of a reward that scores no response alone the choices are told without the scores.
    """

    title: ClassVar = "Does it like length or style for their own sake?"
    place: ClassVar = 50
    rule: ClassVar = f"A concern where choices follow an attribute further than the labels and their noise justify, by at least {BIAS:g} and the whole interval."

    leanings: tuple[Leaning, ...]

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        found = [leaning for style, of in STYLES.items() if (leaning := lean(judged, style, of))]
        if not found:
            what = "scores" if judged.scored else "choices"
            return Unmeasured(f"either the {what} or the styles do not vary", unknown="its bias by style")
        return cls(tuple(found))

    @property
    def worst(self) -> Leaning | None:
        """The largest bias, if there is one."""
        return max(
            (each for each in self.leanings if each.biased), key=lambda each: abs(each.excess.value), default=None
        )

    def estimates(self) -> dict[str, Estimate]:
        return {f"{each.style}_{name}": estimate for each in self.leanings for name, estimate in numbers(each).items()}

    def sentence(self) -> str:
        worst = self.worst
        if not worst:
            return (
                "Its choices follow none of these attributes clearly further than the labels and their noise justify."
            )
        return (
            f"{described(worst)} (correlation {worst.choice.value:+.2f} inside pairs; the labels: "
            f"{worst.label.value:+.2f})."
        )

    def concern(self) -> str | None:
        return f"to be fair about {self.worst.style}" if self.worst else None

    def headlines(self) -> tuple[Headline, ...]:
        lengths = [each for each in self.leanings if each.style == "length"]
        return tuple(Headline("follows length", each.choice, (("labels", each.label.value),)) for each in lengths)

    def table(self) -> Table:
        names = [name.replace("_", " ") for name in numbers(self.leanings[0])]
        return Table(("attribute", *names), tuple((each.style, *numbers(each).values()) for each in self.leanings))

    def size(self) -> tuple[float, float]:
        return (6.4, 1.2 + 0.42 * len(self.leanings))

    def draw(self, axes: Axes) -> None:
        series = (("what it chooses", ACCENT, -0.14, "choice"), ("what the labels choose", SECOND, 0.14, "label"))
        for name, colour, shift, field in series:
            estimates = [(each.style, getattr(each, field)) for each in self.leanings]
            forest(axes, estimates, colour, shift)
            axes.plot([], [], "o", markersize=5.5, color=colour, label=name)
        axes.axvline(0, color=MUTED, linewidth=1)
        axes.set_xlabel("correlation with the attribute inside pairs: avoids it (left), prefers it (right)")
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)


def described(leaning: Leaning) -> str:
    more = "prefers" if leaning.choice.value > 0 else "avoids"
    return f"It {more} {leaning.style} more than the labels justify"


def numbers(leaning: Leaning) -> dict[str, Estimate]:
    """The estimates of a leaning by name."""
    return {name: value for name, value in vars(leaning).items() if isinstance(value, Estimate)}


def lean(judged: Judged, style: str, of: Callable[[str], float]) -> Leaning | None:
    """The correlations with one attribute; None where it does not vary, or the scores or the choices do not."""
    values = np.array([of(text) for text in judged.responses.texts], dtype=float)
    rows = np.flatnonzero(judged.decided)
    inside = [judged.prompts[row] for row in rows]
    choice, label = (np.sign(column - 0.5)[rows] for column in (judged.preferred, judged.target))
    other = judged.responses.gap(values)[rows]
    if not len(rows) or not choice.any():
        return None
    raw, raw_rank, pair, pair_rank = of_scores(judged, values, rows) if judged.scored else (None,) * 4
    followed, deserved = (within_pairs(column, other, inside) for column in (choice, label))
    beyond = excess(choice, label, other, inside)
    if followed is None or deserved is None or beyond is None or (judged.scored and (raw is None or pair is None)):
        return None
    return Leaning(style, raw, raw_rank, pair, pair_rank, followed, deserved, beyond)


def of_scores(
    judged: Judged, values: Float[np.ndarray, "responses"], rows: Int[np.ndarray, "decided"]
) -> tuple[Estimate | None, Estimate | None, Estimate | None, Estimate | None]:
    """How scores go with an attribute: over all responses and inside pairs, by Pearson and by Spearman."""
    scores, prompts, inside = judged.responses.scores, judged.responses.prompts, [judged.prompts[row] for row in rows]
    gap, other = judged.gap[rows], judged.responses.gap(values)[rows]
    return (
        correlation(scores, values, prompts),
        rank_correlation(scores, values, prompts),
        within_pairs(gap, other, inside),
        rank_within_pairs(gap, other, inside),
    )
