"""How many lines the response has, empty ones left out."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class LineCount(Check):
    """How many lines the response has, empty ones left out."""

    amount: Amount

    patterns: ClassVar = (
        rf"(?:with|of|contain|exactly|have|has) {AMOUNT}[\s-]lines?\b(?! of code)",
        rf"{AMOUNT}[\s-]line (?:poem|limerick|prayer|rhyme)",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "LineCount":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(len(anatomy.lines(response)))

    def __str__(self) -> str:
        return f"{self.amount} lines"
