"""From marked errors to labels of the units that they are in."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from guerdon.errors import GuerdonError
from guerdon.records import Ratings
from guerdon.types import Example, Rating


def span_labels(
    examples: Sequence[Example],
    ends: Iterable[Sequence[int]],
    kinds: Collection[str] | None = None,
    least_words: int = 1,
) -> Ratings:
    """Ratings whose spans say of each unit of a response whether it is free of errors: 0 where an error touches it.

    Args:
        examples: with ``errors`` in their meta, each with ``start``, ``end`` (characters) and ``error type``, as the
            format ``qa-feedback`` reads them; those without this field are left out, as nobody has looked at them.
        ends: where the units of each response end, as a segmenter cuts them.
        kinds: the types of error that count; all when None.
        least_words: shorter errors do not count.

    Returns:
        one rating for each response that has units, its value ``good`` the share of units that are free of errors.

    Raises:
        GuerdonError: an error has no place, or lies beyond the response.

    Source: Wu et al. 2023, "Fine-Grained Human Feedback" (arXiv 2306.01693), which leaves out errors of irrelevance
    under five words.
    """
    return Ratings.of(
        labelled(example, units, [span for span in spans(example, kinds) if words(example, span) >= least_words])
        for example, units in zip(examples, ends, strict=True)
        if example.meta.get("errors") is not None and len(units)
    )


def shuffle_spans(ratings: Ratings, seed: int = 0) -> Ratings:
    """The same ratings, the values of each response's spans in another order: the control for what their places say."""
    rng = np.random.default_rng(seed)

    def shuffled(row: Rating) -> Rating:
        values = rng.permutation([value for _, value in row.spans]).tolist()
        return replace(row, spans=tuple((end, value) for (end, _), value in zip(row.spans, values, strict=True)))

    return Ratings.of(map(shuffled, ratings))


def labelled(example: Example, ends: Sequence[int], errors: Sequence[tuple[int, int]]) -> Rating:
    """One response with the labels of its units."""
    starts = [0, *ends[:-1]]
    good = [
        float(not any(begin < end and start < stop for begin, stop in errors))
        for start, end in zip(starts, ends, strict=True)
    ]
    return Rating(example, {"good": sum(good) / len(good)}, spans=tuple(zip(ends, good, strict=True)))


def spans(example: Example, kinds: Collection[str] | None) -> list[tuple[int, int]]:
    """Where the errors of some types begin and end."""
    errors = example.meta["errors"]
    return [place(example, error) for error in errors if kinds is None or error.get("error type") in kinds]


def place(example: Example, error: Mapping[str, Any]) -> tuple[int, int]:
    start, end = error.get("start"), error.get("end")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(example.response)):
        raise GuerdonError(
            f"an error is marked from {start} to {end} in a response of {len(example.response)} characters "
            f"({example.response[:40]!r}): expected two offsets within it"
        )
    return start, end


def words(example: Example, span: tuple[int, int]) -> int:
    return len(example.response[slice(*span)].split())
