"""How often the response has a letter."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class LetterFrequency(Check):
    """How often the response has a letter, in any case."""

    letter: str
    amount: Amount

    patterns: ClassVar = (rf"letter ['\"]?(?P<letter>[a-z])['\"]? [^.,;]{{0,30}}?{AMOUNT} times",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "LetterFrequency":
        return cls(match["letter"].lower(), Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(response.lower().count(self.letter))

    def __str__(self) -> str:
        return f"the letter {self.letter} {self.amount} times"
