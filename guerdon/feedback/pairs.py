"""Ratings and rankings as comparisons."""

from collections.abc import Callable, Iterator, Sequence
from functools import singledispatch
from itertools import combinations, groupby
from operator import attrgetter
from typing import Any

import numpy as np

from guerdon.feedback.content import digest
from guerdon.records import Comparisons, Rankings, Ratings
from guerdon.types import Comparison, Example, Ranking, Rating

Scored = tuple[Example, float]
"""An example and how good it is said to be."""
Value = Callable[[Rating], float]


def comparisons(
    records: Comparisons | Ratings | Rankings,
    per_prompt: int = 10,
    seed: int = 0,
    value: Value = attrgetter("overall"),
) -> Comparisons:
    """Comparisons from any feedback: each pair of responses to one prompt whose rating or rank differs.

    chosen is the better one and strength the gap, on the scale of the ratings or in ranks. What one annotator rated
    is not compared with what another did. Comparisons are returned as they are.

    Args:
        records: comparisons, ratings or rankings.
        per_prompt: how many pairs to keep at most, drawn evenly, for each prompt and annotator, or each ranking.
        seed: another seed draws other pairs where there are too many.
        value: the number of a rating that decides, such as ``lambda rating: rating.values["correctness"]``.
    """
    if isinstance(records, Comparisons):
        return records
    return Comparisons.of(
        Comparison(
            better,
            worse,
            strength=gap,
            annotator=one.annotator,
            source=one.source,
            provenance=one.provenance,
            weight=one.weight,
        )
        for one, scored in groups(records, value)
        for better, worse, gap in pairs(scored, per_prompt, seed)
    )


@singledispatch
def groups(records: Any, value: Value) -> Iterator[tuple[Rating | Ranking, list[Scored]]]:
    """The responses that may be compared with one another, each with its score, and one label to speak for them."""
    raise TypeError(f"{type(records).__name__} cannot be turned into comparisons")


@groups.register
def _(records: Rankings, value: Value) -> Iterator[tuple[Rating | Ranking, list[Scored]]]:
    for ranking in records:
        yield ranking, [(example, -rank) for example, rank in zip(ranking.examples, ranking.ranks, strict=True)]


@groups.register
def _(records: Ratings, value: Value) -> Iterator[tuple[Rating | Ranking, list[Scored]]]:
    for rows in together(records):
        ratings = records.rows(rows)
        yield ratings[0], [(rating.example, value(rating)) for rating in ratings]


def together(records: Ratings) -> Iterator[list[int]]:
    """The places of the ratings of one prompt by one annotator."""
    annotators = records.data["annotator"][:] if "annotator" in records.data.column_names else [None] * len(records)
    places: dict[tuple[str, str | None], int] = {}
    group = [places.setdefault(key, len(places)) for key in zip(records.prompts(), annotators, strict=True)]
    order = sorted(range(len(group)), key=group.__getitem__)
    for _, members in groupby(order, group.__getitem__):
        yield list(members)


def pairs(scored: Sequence[Scored], at_most: int, seed: int) -> list[tuple[Example, Example, float]]:
    """The pairs that differ in text and score, the better first, with the gap."""
    different = [
        (one, other) if one[1] > other[1] else (other, one)
        for one, other in combinations(scored, 2)
        if one[1] != other[1] and one[0].response != other[0].response
    ]
    if len(different) > at_most:
        # Seeded by the prompt, so that what is drawn for one does not depend on the prompts before it.
        generator = np.random.default_rng([seed, digest(scored[0][0].prompt_text)])
        drawn = generator.choice(len(different), at_most, replace=False)
        different = [different[place] for place in sorted(drawn)]
    return [(better[0], worse[0], better[1] - worse[1]) for better, worse in different]
