"""How many placeholders in square brackets the response has."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class PlaceholderCount(Check):
    """How many placeholders in square brackets the response has."""

    amount: Amount

    patterns: ClassVar = (rf"{AMOUNT} placeholders?\b",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "PlaceholderCount":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(len(re.findall(r"\[[^\[\]\n]+\](?!\()", response)))

    def __str__(self) -> str:
        return f"{self.amount} placeholders"
