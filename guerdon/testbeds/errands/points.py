"""Answers that are made of points: what each says, and the words by which a checker finds it."""

from collections.abc import Sequence
from dataclasses import dataclass

from guerdon.testbeds.errands.text import meets, sentences


@dataclass(frozen=True)
class Point:
    """One statement of an answer."""

    says: str
    need: str
    """The words that show it, in the notation of ``text.meets``: all groups, any word of a group."""

    def found(self, text: str) -> bool:
        """Whether one sentence of the text makes this point."""
        return meets(text, self.need) and any(meets(sentence, self.need) for sentence in sentences(text))


@dataclass(frozen=True)
class Subject:
    """Something to explain or to advise on."""

    points: tuple[Point, ...]
    """What a good answer says."""
    mistake: Point
    """What a bad answer says."""


def covered(points: Sequence[Point], text: str) -> int:
    """How many of the points the text makes."""
    return sum(point.found(text) for point in points)
