"""Ways to cut comparisons into slices. To add one, write a function under ``@slicer``."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from guerdon.surface import length
from guerdon.types import Comparison

Key = tuple[float, str]
"""Where a slice stands among its siblings, and its name."""
Slicer = Callable[[Sequence[Comparison]], list[Key | None]]
SLICERS: dict[str, Slicer] = {}
"""Every way by its name. Each gives the slice of every comparison, None for those that it does not speak of."""

SCRIPTS = {
    "Latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
    "Cyrillic": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff",
    "Chinese or Japanese": "\u3040-\u30ff\u3400-\u9fff",
    "Korean": "\u1100-\u11ff\uac00-\ud7af",
    "Arabic": "\u0600-\u06ff\u0750-\u077f",
    "Hebrew": "\u0590-\u05ff",
    "Devanagari": "\u0900-\u097f",
    "Thai": "\u0e00-\u0e7f",
}
PATTERNS = {name: re.compile(f"[{letters}]") for name, letters in SCRIPTS.items()}
PROMPT_WORDS = (0, 20, 60, 200, 600)
GROWTH = (0, 0.5, 0.8, 1.25, 2)
GROWTH_NAMES = (
    "under half as long",
    "shorter",
    "about as long",
    "longer",
    "over twice as long",
)
LEVELS = 6


def slicer(cut: Slicer) -> Slicer:
    """Enters a function into ``SLICERS`` under its own name."""
    SLICERS[cut.__name__.replace("_", " ")] = cut
    return cut


@slicer
def source(rows: Sequence[Comparison]) -> list[Key | None]:
    """Data set, category or generator."""
    return [None if row.source is None else (0, row.source) for row in rows]


@slicer
def preferred_answer(rows: Sequence[Comparison]) -> list[Key | None]:
    """How long the preferred answer is against the other one, in words: a reward that likes length fails on the short."""

    def key(row: Comparison) -> Key | None:
        if row.target == 0.5:
            return None
        better, worse = (row.chosen, row.rejected) if row.target > 0.5 else (row.rejected, row.chosen)
        growth = length(better.response) / max(1, length(worse.response))
        place = int(np.searchsorted(GROWTH, growth, side="right")) - 1
        return place, GROWTH_NAMES[place]

    return [key(row) for row in rows]


@slicer
def prompt(rows: Sequence[Comparison]) -> list[Key | None]:
    """Words of the prompt, earlier turns included."""
    names = [f"{low} to {high - 1} words" for low, high in pairwise(PROMPT_WORDS)] + [
        f"{PROMPT_WORDS[-1]} words or more"
    ]
    places = (int(np.searchsorted(PROMPT_WORDS, length(row.chosen.prompt_text), side="right")) - 1 for row in rows)
    return [(place, names[place]) for place in places]


@slicer
def turns(rows: Sequence[Comparison]) -> list[Key | None]:
    """How often the user spoke."""

    def key(row: Comparison) -> Key:
        spoken = 1 if isinstance(row.prompt, str) else sum(turn.role == "user" for turn in row.prompt)
        return (spoken, f"{spoken} turn{'' if spoken == 1 else 's'}") if spoken < 4 else (4, "4 turns or more")

    return [key(row) for row in rows]


@slicer
def script(rows: Sequence[Comparison]) -> list[Key | None]:
    """The script that most letters of the preferred answer are in, as a rough guess at the language."""

    def key(text: str) -> Key | None:
        if text.isascii():
            return (0, "Latin") if PATTERNS["Latin"].search(text) else None
        counts = {name: len(pattern.findall(text)) for name, pattern in PATTERNS.items()}
        name = max(counts, key=lambda each: counts[each])
        return (list(PATTERNS).index(name), name) if counts[name] else None

    return [key(row.chosen.response) for row in rows]


@slicer
def label_strength(rows: Sequence[Comparison]) -> list[Key | None]:
    """How much better the source says the preferred answer is."""
    return levels([row.strength for row in rows])


@slicer
def label_confidence(rows: Sequence[Comparison]) -> list[Key | None]:
    """The probability that a soft label gives to the preferred answer."""
    return levels(
        [round(max(row.target, 1 - row.target), 2) if row.target not in (0, 0.5, 1) else None for row in rows]
    )


def levels(values: Sequence[float | None]) -> list[Key | None]:
    """A slice for each value where there are few, or for each third of the rows where there are many."""
    known = sorted(value for value in values if value is not None)
    if len(set(known)) <= LEVELS:
        return [None if value is None else (value, f"{value:g}") for value in values]
    cuts = [known[len(known) // 3], known[2 * len(known) // 3]]
    names = [f"below {cuts[0]:g}", f"{cuts[0]:g} to {cuts[1]:g}", f"{cuts[1]:g} or more"]

    def key(value: float | None) -> Key | None:
        place = 0 if value is None else int(np.searchsorted(cuts, value, side="right"))
        return None if value is None else (place, names[place])

    return [key(value) for value in values]
