"""How many sections the response has, each under a heading or a number."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class SectionCount(Check):
    """How many sections the response has, each under a heading or a number."""

    amount: Amount

    patterns: ClassVar = (rf"{AMOUNT}[\s-](?:\w+ )?sections?\b",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "SectionCount":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(len(anatomy.headings(response)) or len(anatomy.numbered(response)))

    def __str__(self) -> str:
        return f"{self.amount} sections"
