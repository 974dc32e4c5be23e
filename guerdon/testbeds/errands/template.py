"""Sentences with blanks, written once and used both to ask and to read back what was asked."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Template:
    """A text with named blanks; ``{Name}`` is the blank ``name`` with its first letter in upper case.

    >>> Template("{Who} lives in {town}.").fill(who="my aunt", town="Leeds")
    'My aunt lives in Leeds.'
    >>> Template("{Who} lives in {town}.").read("My aunt lives in Leeds.")
    {'who': 'my aunt', 'town': 'Leeds'}
    """

    text: str
    known: Mapping[str, Iterable[str]] = field(default_factory=dict, compare=False, repr=False)
    """The values that a blank may have, where they are known: ``{a}{b}`` reads back only with them."""

    def fill(self, **blanks: object) -> str:
        """The text with every blank filled in; blanks that it does not have are ignored."""
        return "".join(
            piece if place % 2 == 0 else filled(piece, str(blanks[piece.lower()]))
            for place, piece in enumerate(self.pieces)
        )

    def read(self, text: str) -> dict[str, str] | None:
        """The blanks of a text that was made by ``fill``, however its white space is set; None for any other text."""
        match = self.pattern.fullmatch(" ".join(text.split()))
        if match is None:
            return None
        found = match.groupdict().items()
        return {name.lower(): value if name.islower() else lower_first(value) for name, value in found}

    @cached_property
    def pieces(self) -> list[str]:
        """Text and the names of blanks in turn."""
        return BLANK.split(self.text)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        seen: set[str] = set()
        pattern = ""
        for place, piece in enumerate(self.pieces):
            if place % 2 == 0:
                pattern += re.escape(piece)
            else:
                pattern += f"(?P={piece})" if piece in seen else f"(?P<{piece}>{self.values(piece)})"
                seen.add(piece)
        return re.compile(pattern)

    def values(self, name: str) -> str:
        """A pattern for the values of a blank."""
        known = sorted(self.known.get(name.lower(), ()), key=len, reverse=True)
        return "|".join(re.escape(filled(name, value)) for value in known) or ".+?"


def wordings(*texts: str, **known: Iterable[str]) -> tuple[Template, ...]:
    """Several ways to ask with the same blanks, and the values that the blanks may have."""
    return tuple(Template(text, known) for text in texts)


def filled(name: str, value: str) -> str:
    """A value as it stands in a blank of this name."""
    return value if name.islower() else upper_first(value)


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
