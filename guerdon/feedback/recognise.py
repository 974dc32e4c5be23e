"""Decides which format reads a file: the most specific that its columns fit, or the one that was asked for."""

from collections.abc import Iterable
from functools import cache

from guerdon.discover import parts
from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.fields import Row
from guerdon.feedback.format import Format

NEAREST = 3
"""How many formats an error names at most."""


@cache
def formats() -> dict[str, type[Format]]:
    """Every known format by its name."""
    return {kind.name: kind for kind in parts("guerdon.feedback.formats", Format)}


def named(name: str) -> type[Format]:
    """The format of a name.

    Raises:
        FeedbackError: there is none.
    """
    if name not in formats():
        raise FeedbackError(f"{name!r} is no known format; use one of {', '.join(formats())}")
    return formats()[name]


def recognised(row: Row) -> list[type[Format]]:
    """The formats that a first row fits and that no more specific one beats."""
    fitting = [kind for kind in formats().values() if kind.recognises(row)]
    return [kind for kind in fitting if not any(beats(other, kind) for other in fitting)]


def beats(one: type[Format], other: type[Format]) -> bool:
    return other.columns < one.columns or (issubclass(one, other) and one is not other)


def recognise(row: Row, source: str) -> type[Format]:
    """The one format that fits the first row of a source.

    Raises:
        FeedbackError: none fits, or several do.
    """
    fitting = recognised(row)
    if len(fitting) == 1:
        return fitting[0]
    columns = ", ".join(row)
    if fitting:
        raise FeedbackError(
            f"{source}: its columns ({columns}) fit several formats; choose one with --format: {names(fitting)}"
        )
    near = "; ".join(f"{kind.name} lacks {', '.join(sorted(lacking(kind, row)))}" for kind in nearest(row))
    raise FeedbackError(
        f"{source}: its columns ({columns}) fit no known format{near and f' ({near})'}; rename them, or choose with "
        "--format: guerdon data formats lists them all"
    )


def nearest(row: Row) -> list[type[Format]]:
    """The formats that lack the fewest columns, of these the ones that have the most."""
    ranks = {
        kind: (len(lacking(kind, row)), -len(kind.columns.intersection(row)))
        for kind in formats().values()
        if lacking(kind, row) and not kind.columns.isdisjoint(row)
    }
    return [kind for kind, rank in ranks.items() if rank == min(ranks.values())][:NEAREST]


def lacking(kind: type[Format], row: Row) -> frozenset[str]:
    return kind.columns.difference(row)


def names(kinds: Iterable[type[Format]]) -> str:
    return ", ".join(kind.name for kind in kinds)
