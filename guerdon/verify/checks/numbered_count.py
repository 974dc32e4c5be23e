"""How many points the numbered lists of the response have."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class NumberedCount(Check):
    """How many points the numbered lists of the response have."""

    amount: Amount

    patterns: ClassVar = (
        rf"numbered[^.;,]{{0,40}}?\b(?:with|of|contain\w*) {AMOUNT} (?:items?|points?|steps?)\b",
        rf"{AMOUNT} (?:items?|points?|steps?)\b[^.,;]{{0,30}}? numbered",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "NumberedCount":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(len(anatomy.numbered(response)))

    def __str__(self) -> str:
        return f"{self.amount} numbered points"
