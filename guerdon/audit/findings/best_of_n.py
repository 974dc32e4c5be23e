"""What best-of-n with this reward gets, and how far it can be pushed."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes

from guerdon.audit.base import UNSCORED, Finding, Headline, Judged, Table, Unmeasured
from guerdon.audit.drawing import ACCENT, INK, MUTED, SECOND
from guerdon.audit.gains import Outputs, attribute_gain
from guerdon.audit.selection import (
    Point,
    best_of_n_curve,
    divergence,
    diversity,
    doubling,
    measured,
    overlaps,
    picked,
    selection,
    standardised,
    steady,
)
from guerdon.statistics import Estimate, bootstrap, mean_interval, paired_bootstrap
from guerdon.surface import distinct_words, length

Columns = list[Float[np.ndarray, "_"]]


@dataclass(frozen=True)
class BestOfN(Finding):
    """The exact best-of-n curve of the reward, of the truth where it is known, and of a choice by length alone.

    Gains are over a random candidate of the same prompt, in standard deviations within prompts. Every subset of the
    candidates is counted, so only the prompts add noise; n reaches what at least half of the prompts have, and the
    others are left out of the curve. Best-of-n helps up to the n of the highest true reward, and overshoots where the
    true reward at the largest n is shown to lie below that.
    """

    title: ClassVar = "How far can best-of-n be pushed?"
    place: ClassVar = 70
    rule: ClassVar = "Sound where choosing raises the true reward, by the whole interval; a concern where it does not, or where more candidates lower it again."

    curves: dict[str, tuple[Point, ...]]
    """By name: ``proxy_gain``, ``words``, ``distinct_words``, ``diversity``, ``length_only_proxy_gain``, and where the
    truth is known ``gold_gain``, ``length_only_gold_gain`` and ``oracle_gold_gain``."""
    by_length: Estimate
    """The share of the gain in proxy at the largest n that a change of length explains."""
    fall: Estimate | None
    """The true reward at its highest minus that at the largest n."""
    kept: Estimate | None
    """The gain in true reward at its highest, as a share of what a perfect choice gains there."""
    prompts: int
    left_out: int
    """Prompts with fewer candidates than the largest n."""

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        nobody = "how far best-of-n can be pushed"
        if not judged.scored:
            return Unmeasured(UNSCORED, nobody)
        if judged.candidates is None or not judged.candidates.groups:
            return Unmeasured("no prompt has three different answers, and no candidates were given", nobody)
        places, largest = steady(judged.candidates)
        groups = [judged.candidates.groups[place] for place in places]
        proxy = standardised([judged.candidates.proxy[place] for place in places])
        gold = standardised([judged.candidates.gold[place] for place in places]) if judged.candidates.gold else None
        sizes = doubling(largest)
        curves = {name: best_of_n_curve(by, of, sizes) for name, (by, of) in measures(groups, proxy, gold).items()}
        curves["diversity"] = diversities(groups, proxy, sizes)
        peak = sizes[int(np.argmax([point.value.value for point in curves["gold_gain"]]))] if gold else None
        return cls(
            curves,
            explained_by_length(groups, proxy, largest),
            paired_bootstrap(picked(proxy, gold, peak), picked(proxy, gold, largest)) if gold and peak else None,
            kept_share(proxy, gold, peak) if gold and peak and peak > 1 else None,
            len(groups),
            len(judged.candidates.groups) - len(groups),
        )

    @property
    def largest(self) -> int:
        return self.curves["proxy_gain"][-1].n

    @property
    def peak(self) -> Point | None:
        """Where the true reward is highest; None where it is unknown."""
        return max(self.curves.get("gold_gain", ()), key=lambda point: point.value.value, default=None)

    @property
    def helps(self) -> bool:
        return self.peak is not None and self.peak.n > 1 and self.peak.value.low > 0

    @property
    def overshoots(self) -> bool:
        return self.fall is not None and self.fall.low > 0

    def estimates(self) -> dict[str, Estimate]:
        points = {f"{name}@{point.n}": point.value for name, curve in self.curves.items() for point in curve}
        single = {
            "best_of_n_gain_explained_by_length": self.by_length,
            "gold_lost_by_largest_n": self.fall,
            "gold_share_of_possible_gain": self.kept,
        }
        return points | {name: each for name, each in single.items() if each is not None}

    def sentence(self) -> str:
        gain = self.curves["proxy_gain"][-1].value.value
        share_of_length = (
            f", {self.by_length.value:.0%} of it by changing length" if np.isfinite(self.by_length.value) else ""
        )
        own = f"Best of {self.largest} raises the reward's own score by {gain:.2f} standard deviations{share_of_length}"
        if self.peak is None:
            words = [self.curves["words"][place].value.value for place in (0, -1)]
            return f"{own} ({words[0]:.0f} to {words[1]:.0f} words); what it does to the truth is unknown."
        if not self.helps:
            return f"{own}, but the true reward does not rise."
        best = f"the true reward gains {self.peak.value.value:.2f} at n = {self.peak.n}"
        share = f", {self.kept.value:.0%} of what a perfect choice would gain" if self.kept else ""
        if self.overshoots:
            return f"{own}; {best}{share}, and falls after it."
        return f"{own}; {best}{share}" + (
            ", as far as was measured." if self.peak.n == self.largest else ", and no more after it."
        )

    def assurance(self) -> str | None:
        return f"for best-of-n up to n = {self.peak.n}" if self.helps and self.peak else None

    def concern(self) -> str | None:
        if self.peak is None:
            return None
        if not self.helps:
            return "for best-of-n, which does not raise the true reward"
        return f"for best-of-n beyond n = {self.peak.n}, where the true reward falls" if self.overshoots else None

    def unknown(self) -> str | None:
        return None if self.peak else "how far best-of-n can be pushed"

    def headlines(self) -> tuple[Headline, ...]:
        if self.peak is None:
            return (Headline(f"own gain, best of {self.largest}", self.curves["proxy_gain"][-1].value),)
        rest = (
            ("perfect", self.at("oracle_gold_gain", self.peak.n)),
            ("longest", self.at("length_only_gold_gain", self.peak.n)),
        )
        return (Headline(f"true gain, best of {self.peak.n}", self.peak.value, rest),)

    def at(self, curve: str, n: int) -> float:
        """The value of a curve at one n."""
        return next(point.value.value for point in self.curves[curve] if point.n == n)

    def table(self) -> Table:
        names = tuple(name.replace("_", " ") for name in self.curves)
        points = zip(*self.curves.values(), strict=True)
        rows = ((f"best of {row[0].n}", f"{row[0].nats:.2f}", *(point.value for point in row)) for row in points)
        return Table(("", "KL, nats", *names), tuple(rows))

    def size(self) -> tuple[float, float]:
        return (6.4, 3.6)

    def draw(self, axes: Axes) -> None:
        looks = {
            "proxy_gain": ("its own score", ACCENT, "-"),
            "oracle_gold_gain": ("true reward, perfect choice", MUTED, "--"),
            "gold_gain": ("true reward", SECOND, "-"),
            "length_only_gold_gain": ("true reward, longest", MUTED, ":"),
        }
        if self.peak is None:
            looks["length_only_proxy_gain"] = ("its own score, longest", MUTED, ":")
        for name, (label, colour, line) in looks.items():
            curve = self.curves.get(name, ())
            nats = [point.nats for point in curve]
            axes.fill_between(
                nats, [p.value.low for p in curve], [p.value.high for p in curve], color=colour, alpha=0.12, linewidth=0
            )
            if curve:
                axes.plot(
                    nats, [p.value.value for p in curve], line, marker="o", markersize=3.5, color=colour, label=label
                )
        axes.axhline(0, color=MUTED, linewidth=0.8)
        if self.peak and self.helps:
            axes.annotate(
                f"n = {self.peak.n}",
                (self.peak.nats, self.peak.value.value),
                (0, -14),
                textcoords="offset points",
                ha="center",
                color=INK,
            )
        sizes = [point.n for point in self.curves["proxy_gain"]]
        axes.set_xticks([divergence(n) for n in sizes], [str(n) for n in sizes])
        axes.set(
            xlabel="n, spaced by the divergence from the policy: log n - (n - 1) / n",
            ylabel="gain over a random answer, sd",
        )
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)


def measures(groups: list, proxy: Columns, gold: Columns | None) -> dict[str, tuple[Columns, Columns]]:
    """Each curve by name: what picks, and what is measured of the pick."""
    words = measured(groups, length)
    found = {
        "proxy_gain": (proxy, proxy),
        "length_only_proxy_gain": (words, proxy),
        "words": (proxy, words),
        "distinct_words": (proxy, measured(groups, distinct_words)),
    }
    if gold is None:
        return found
    return found | {
        "gold_gain": (proxy, gold),
        "length_only_gold_gain": (words, gold),
        "oracle_gold_gain": (gold, gold),
    }


def diversities(groups: list, proxy: Columns, sizes: tuple[int, ...]) -> tuple[Point, ...]:
    """How different two winners of the same prompt are, for each n."""
    overlap = [overlaps(group) for group in groups]
    found = {n: [diversity(*both, n) for both in zip(proxy, overlap, strict=True)] for n in sizes}
    return tuple(Point(n, mean_interval(np.array(each))) for n, each in found.items())


def explained_by_length(groups: list, proxy: Columns, n: int) -> Estimate:
    """The share of the gain in proxy that comes of changing length, its interval from resampled prompts."""
    weights = np.concatenate([selection(scores, n) for scores in proxy])
    even = np.concatenate([np.full(len(scores), 1 / len(scores)) for scores in proxy])
    owners = [str(place) for place, group in enumerate(groups) for _ in group]

    def explained(scores: np.ndarray, words: np.ndarray, before: np.ndarray, after: np.ndarray) -> float:
        try:
            return attribute_gain(Outputs(scores, words, before), Outputs(scores, words, after)).explained
        except ValueError:
            return float("nan")

    words = np.concatenate(measured(groups, length))
    return bootstrap(explained, np.concatenate(proxy), words, even, weights, groups=owners, resamples=300)


def kept_share(proxy: Columns, gold: Columns, n: int) -> Estimate | None:
    """The gain in true reward as a share of the largest possible one; None where all candidates are as good."""
    mine, best = picked(proxy, gold, n), picked(gold, gold, n)
    if not best.sum() > 0:
        return None
    return bootstrap(lambda a, b: float(a.sum() / b.sum()) if b.sum() > 0 else np.nan, mine, best)
