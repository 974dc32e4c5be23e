"""Points that start with a capital letter."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check


@dataclass(frozen=True)
class PointsInCapitals(Check):
    """Every point of a list, or every line where there is no list, starts with a capital letter."""

    whole: ClassVar = False
    patterns: ClassVar = (
        r"\b(?:each|every|with each)\b[^.;,]{0,40}?\b(?:start|begin)\w* with an? (?:capital(?:ized)?|upper ?case)\b",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "PointsInCapitals":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        units = anatomy.bullets(response) or anatomy.numbered(response) or anatomy.lines(response)
        first = [re.search(r"[^\W\d_]", unit) for unit in units]
        return all(letter is None or not letter[0].islower() for letter in first)

    def __str__(self) -> str:
        return "points that start with a capital letter"
