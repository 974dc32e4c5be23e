"""Comparisons that contradict one another."""

from collections import defaultdict
from dataclasses import dataclass

from guerdon.records import Comparisons


@dataclass(frozen=True)
class Conflict:
    """Comparisons of the same two answers of which some prefer the one and some the other."""

    one_way: tuple[int, ...]
    """The rows that agree with the first of them."""
    other_way: tuple[int, ...]
    """The rows that say the opposite."""


def conflicts(comparisons: Comparisons) -> list[Conflict]:
    """Every pair of answers that has both labels, in the order of its first row; ties take no side.

    Nothing is removed: whether annotators who disagree are noise or people with different tastes is not for a reader
    to decide.
    """
    sides: defaultdict[tuple[str, ...], dict[int, str]] = defaultdict(dict)
    for row, comparison in enumerate(comparisons):
        if comparison.target != 0.5:
            first, second = comparison.chosen.identity, comparison.rejected.identity
            sides[tuple(sorted((first, second)))][row] = first if comparison.target > 0.5 else second
    return [conflict(votes) for votes in sides.values() if len(set(votes.values())) > 1]


def conflict(votes: dict[int, str]) -> Conflict:
    winner = next(iter(votes.values()))
    return Conflict(
        tuple(row for row, vote in votes.items() if vote == winner),
        tuple(row for row, vote in votes.items() if vote != winner),
    )
