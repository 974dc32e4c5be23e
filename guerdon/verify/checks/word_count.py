"""How many words the response has."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.surface import length
from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class WordCount(Check):
    """How many words the response has."""

    amount: Amount

    patterns: ClassVar = (
        rf"(?<!first ){AMOUNT}[\s-]words?\b(?! (?:each|per|for each|starting|beginning|with|from|that))",
        rf"word (?:count|limit)[^.,;]{{0,30}}?\b{AMOUNT}\b",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "WordCount":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(length(response))

    def __str__(self) -> str:
        return f"{self.amount} words"
