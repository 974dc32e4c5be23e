"""How many sentences the response has."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class SentenceCount(Check):
    """How many sentences the response has."""

    amount: Amount

    patterns: ClassVar = (rf"{AMOUNT}[\s-](?:complete |short |full |concise )?sentences?\b",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "SentenceCount":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(len(anatomy.sentences(response)))

    def __str__(self) -> str:
        return f"{self.amount} sentences"
