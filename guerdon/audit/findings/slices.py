"""Where the reward is better and worse than on the whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from jaxtyping import Int
from matplotlib.axes import Axes

from guerdon.audit.base import Finding, Judged, Table, Unmeasured
from guerdon.audit.drawing import ACCENT, INK, MUTED, SECOND, forest, mark
from guerdon.audit.findings.accuracy import share
from guerdon.audit.slicing import SLICERS, Key
from guerdon.audit.thresholds import SHORTFALL, SMALL_SLICE
from guerdon.statistics import Estimate, mean_interval

DRAWN = 6


@dataclass(frozen=True)
class Slice:
    """The comparisons that have something in common."""

    kind: str
    """The way of cutting: a name of ``slicing.SLICERS``."""
    name: str
    accuracy: Estimate
    longer: float
    """The accuracy of "the longer one wins" there."""
    short: bool
    """Whether it is shown to lie below the whole, though so many slices were looked at."""

    @property
    def title(self) -> str:
        return f"{self.kind}: {self.name}"


@dataclass(frozen=True)
class Slices(Finding):
    """Accuracy by source, length gap, prompt length, turns, script and label strength, where the data vary in them.

    Slices under ``SMALL_SLICE`` comparisons are folded together, which their name says. A slice counts as short where
    it lies ``SHORTFALL`` below the whole and an interval at 1 - 5 % / (number of slices) excludes the whole.
    """

    title: ClassVar = "Where is it weak?"
    place: ClassVar = 30
    rule: ClassVar = f"A concern where the accuracy of a slice is at least {SHORTFALL:g} below the whole, and its interval, widened for the number of slices, lies below it."

    whole: Estimate
    slices: tuple[Slice, ...]

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        rows = np.flatnonzero(judged.decided)
        cuts = dict(cut(judged, rows))
        if not cuts:
            return Unmeasured("the comparisons are too few or too alike to cut into slices")
        prompts = np.array(judged.prompts, dtype=object)
        longer = judged.agrees(judged.word_gap)
        whole = share(judged.correct[rows], list(prompts[rows]))
        level = 1 - 0.05 / sum(map(len, cuts.values()))

        def measured(kind: str, name: str, members: Int[np.ndarray, "members"]) -> Slice:
            correct, groups = judged.correct[members], list(prompts[members])
            accuracy = share(correct, groups)
            low = accuracy.value <= whole.value - SHORTFALL and accuracy.high < whole.value
            short = low and mean_interval(correct, groups, resamples=2000, level=level).high < whole.value
            return Slice(kind, name, accuracy, float(longer[members].mean()), short)

        found = (measured(kind, name, members) for kind, parts in cuts.items() for name, members in parts.items())
        return cls(whole, tuple(found))

    @property
    def worst(self) -> Slice | None:
        """The slice furthest below the whole, of those that are shown to be below it."""
        return min((each for each in self.slices if each.short), key=lambda each: each.accuracy.value, default=None)

    def estimates(self) -> dict[str, Estimate]:
        return {f"accuracy/{each.kind}/{each.name}": each.accuracy for each in self.slices}

    def sentence(self) -> str:
        if not self.worst:
            return f"None of {len(self.slices)} slices is shown to lie far below the whole."
        short, worst = sum(each.short for each in self.slices), self.worst
        where = (
            f"{short} of {len(self.slices)} slices lie below the whole"
            if short > 1
            else "One slice lies below the whole"
        )
        return f"{where}; the largest shortfall is in {worst.title}, with {worst.accuracy.value:.1%} of {worst.accuracy.n:,} right."

    def concern(self) -> str | None:
        return f"in the slice “{self.worst.title}” ({self.worst.accuracy.value:.1%} right)" if self.worst else None

    def table(self) -> Table:
        rows = ((each.kind, each.name, each.accuracy, f"{each.longer:.3f}", each.accuracy.n) for each in self.slices)
        return Table(("cut by", "slice", "accuracy", "length rule", "n"), tuple(rows))

    @property
    def drawn(self) -> list[Slice]:
        """The slices of the picture: of each way of cutting the lowest few, in their own order."""
        lowest: list[Slice] = []
        for kind in dict.fromkeys(each.kind for each in self.slices):
            siblings = [each for each in self.slices if each.kind == kind]
            cut_off = sorted(each.accuracy.value for each in siblings)[:DRAWN][-1]
            lowest += [each for each in siblings if each.accuracy.value <= cut_off][:DRAWN]
        return lowest

    @property
    def lines(self) -> list[tuple[str, Slice | None]]:
        """The lines of the picture: the name of each way of cutting, and below it its slices."""
        kinds = dict.fromkeys(each.kind for each in self.drawn)
        return [
            line
            for kind in kinds
            for line in ((kind, None), *((each.name, each) for each in self.drawn if each.kind == kind))
        ]

    def size(self) -> tuple[float, float]:
        return (6.4, 0.7 + 0.24 * len(self.lines))

    def draw(self, axes: Axes) -> None:
        nowhere = Estimate(np.nan, np.nan, np.nan, 0)
        rows = [(name, each.accuracy if each else nowhere) for name, each in self.lines]
        forest(axes, rows, [SECOND if each and each.short else ACCENT for _, each in self.lines])
        for (_, each), tick in zip(self.lines, axes.get_yticklabels(), strict=True):
            tick.set(color=INK if each else MUTED, style="normal" if each else "italic")
        mark(axes, self.whole.value, "whole")
        axes.set_xlabel("accuracy; orange: what is shown to lie below the whole")


def cut(judged: Judged, rows: Int[np.ndarray, "decided"]) -> Iterator[tuple[str, dict[str, Int[np.ndarray, "_"]]]]:
    """Every way of cutting that gives two slices or more, each slice with its rows."""
    comparisons = [judged.rows[row] for row in rows]
    for kind, slicer in SLICERS.items():
        parts = fold(slicer(comparisons), rows)
        if len(parts) > 1:
            yield kind, parts


def fold(keys: Sequence[Key | None], rows: Int[np.ndarray, "n"]) -> dict[str, Int[np.ndarray, "_"]]:
    """The rows of each slice in the order of their keys, small ones together."""
    members: dict[Key, list[int]] = {}
    for key, row in zip(keys, rows.tolist(), strict=True):
        if key is not None:
            members.setdefault(key, []).append(row)
    large = {key[1]: np.array(members[key]) for key in sorted(members) if len(members[key]) >= SMALL_SLICE}
    small = [np.array(found) for found in members.values() if len(found) < SMALL_SLICE]
    if not small:
        return large
    name = f"{len(small)} slice{'s' if len(small) > 1 else ''} under {SMALL_SLICE} together"
    return {**large, name: np.sort(np.concatenate(small))}
