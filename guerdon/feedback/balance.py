"""Takes a bias out of comparisons by leaving some out."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.surface import length

paper = Paper(
    "singhal2023long", "A Long Way to Go: Investigating Length Correlations in RLHF",
    "Singhal, Prasann and others", 2023, arxiv="2310.03716",
)  # fmt: skip


def balance(
    comparisons: Comparisons, attribute: Callable[[str], float] = length, step: float = 10.0, seed: int = 0
) -> Comparisons:
    """As many comparisons in which the preferred response has more of an attribute as ones in which it has less.

    Comparisons are put into bins of the gap, attribute of the preferred response minus attribute of the other, and of
    bins that mirror each other as many are kept at random as the smaller one has. A bin whose mirror is empty is
    dropped, which is where the data does not say what would have been preferred at the other gap. Gaps of zero stay.

    Args:
        attribute: a number of a response's text; its words when not given.
        step: the width of a bin.
        seed: decides which are kept.

    Returns:
        a subset in the original order. The attribute alone then tells the preferred response as often as not.

    Source: Singhal et al. 2023, "A Long Way to Go" (arXiv 2310.03716), section 5.
    """
    bins: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, row in enumerate(comparisons):
        gap = attribute(row.chosen.response) - attribute(row.rejected.response)
        signed = gap if row.target >= 0.5 else -gap
        bins[int(np.sign(signed)), int(abs(signed) // step)].append(place)
    rng = np.random.default_rng(seed)
    kept = []
    for (sign, size), places in sorted(bins.items()):
        few = len(bins[-sign, size]) if (-sign, size) in bins else 0
        kept.extend(rng.permutation(places)[:few].tolist())
    return comparisons.select(sorted(kept))
