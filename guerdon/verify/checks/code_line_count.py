"""How many lines the code of the response has, empty ones left out."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class CodeLineCount(Check):
    """How many lines the code of the response has, empty ones left out."""

    amount: Amount

    patterns: ClassVar = (rf"{AMOUNT} lines of code\b",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "CodeLineCount":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(sum(len(anatomy.lines(code)) for _, code in anatomy.CODE.findall(response)))

    def __str__(self) -> str:
        return f"{self.amount} lines of code"
