"""A title or number that the response puts into brackets."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check

PAIRS = {
    "double curly braces": ("{{", "}}"), "double square brackets": ("[[", "]]"), "square brackets": ("[", "]"),
    "curly braces": ("{", "}"), "double angle brackets": ("<<", ">>"), "parentheses": ("(", ")"),
    "double asterisks": ("**", "**"),
}  # fmt: skip
KINDS = "|".join(sorted(PAIRS, key=len, reverse=True))


@dataclass(frozen=True)
class Brackets(Check):
    """The response has something in brackets of a kind."""

    kind: str
    """In words, as an instruction says it."""

    whole: ClassVar = False
    patterns: ClassVar = (
        rf"\b(?:enclosed|wrapped|put|placed|surrounded)\b[^.;,]{{0,20}}?\b(?:in|within|by|with)\b (?:a )?(?P<kind>{KINDS})",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "Brackets":
        return cls(match["kind"].lower())

    def keeps(self, response: str, prompt: str) -> bool:
        opening, closing = PAIRS[self.kind]
        behind = [line.partition(opening)[2] for line in response.split("\n")]
        return any(closing in text[1:] for text in behind)

    def __str__(self) -> str:
        return f"something in {self.kind}"
