"""How many words of the response are in capitals throughout."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class CapitalWordCount(Check):
    """How many words of the response are in capitals throughout."""

    amount: Amount

    patterns: ClassVar = (
        rf"(?:words (?:in|with) (?:all )?capital(?: letter)?s(?: letters)?|(?:all[- ]caps|capitalized|uppercase) words)[^.;]{{0,30}}?{AMOUNT} times",
        rf"{AMOUNT} (?:words (?:in|with) (?:all )?capital|all[- ]caps words|uppercase words)",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "CapitalWordCount":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(len(re.findall(r"\b[A-Z][A-Z'-]+\b", response)))

    def __str__(self) -> str:
        return f"{self.amount} words in capitals"
