"""Several people's ratings of one response as one rating."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from guerdon.papers import Paper
from guerdon.records import Ratings
from guerdon.types import Rating

paper = Paper(
    "wang2024helpsteer2", "HelpSteer2: Open-source dataset for training top-performing reward models",
    "Wang, Zhilin and others", 2024, arxiv="2406.08673",
)  # fmt: skip


def consensus(ratings: Ratings, keep: int | None = 3) -> Ratings:
    """One rating of each response: the mean of the ``keep`` ratings that are closest to each other.

    Of all sets of so many ratings of a response, the one with the least sum of squared differences between its members,
    over the attributes that both name, is kept; of equals, the first. Who did not look seldom agrees with anybody, so
    that he is left out where he is alone. Attributes are averaged over those who name them.

    Args:
        ratings: several of a response, by annotators.
        keep: how many ratings count; all when None, or where there are no more.

    Returns:
        the rating of each distinct response, in the order in which they first appear, with no annotator; its weight is
        the mean of those kept.

    Raises:
        ValueError: ``keep`` is below 1.

    Source: Wang et al. 2024, "HelpSteer2" (arXiv 2406.08673), which rounds the mean to the scale; rounding throws away
    what the mean has gained.
    """
    if keep is not None and keep < 1:
        raise ValueError(f"keep={keep}, expected at least 1")
    by_response: dict[str, list[Rating]] = {}
    for row in ratings:
        by_response.setdefault(row.example.identity, []).append(row)
    return Ratings.of(merged(closest(rows, keep or len(rows))) for rows in by_response.values())


def closest(rows: Sequence[Rating], keep: int) -> Sequence[Rating]:
    """The ratings of one response that agree best."""
    if len(rows) <= keep:
        return rows
    names = sorted({name for row in rows for name in row.values})
    table = np.array([[row.values.get(name, np.nan) for name in names] for row in rows])
    apart = np.nansum((table[:, None] - table[None]) ** 2, axis=2)
    best = min(combinations(range(len(rows)), keep), key=lambda some: apart[np.ix_(some, some)].sum())
    return [rows[place] for place in best]


def merged(rows: Sequence[Rating]) -> Rating:
    """The mean of some ratings of one response."""
    said: dict[str, list[float]] = {}
    for name, value in (entry for row in rows for entry in row.values.items()):
        said.setdefault(name, []).append(value)
    values: Mapping[str, float] = {name: float(np.mean(each)) for name, each in said.items()}
    return replace(
        rows[0], values=values, annotator=None, weight=float(np.mean([row.weight for row in rows])), id="", spans=()
    )
