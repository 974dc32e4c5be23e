"""How many stanzas the response has, between empty lines."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class StanzaCount(Check):
    """How many stanzas the response has, between empty lines."""

    amount: Amount

    patterns: ClassVar = (rf"{AMOUNT}[\s-](?:stanzas?|verses?)\b",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "StanzaCount":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(len(anatomy.paragraphs(response)))

    def __str__(self) -> str:
        return f"{self.amount} stanzas"
