"""How many paragraphs the response has, between dividers of markdown."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class DividedParagraphs(Check):
    """How many paragraphs the response has, between dividers of markdown."""

    amount: Amount

    patterns: ClassVar = (rf"{AMOUNT}[\s-](?:distinct |separate |short |concise )?paragraphs?\b[^.;]{{0,30}}\bdivider",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "DividedParagraphs":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(len(anatomy.divided(response)))

    def __str__(self) -> str:
        return f"{self.amount} paragraphs between dividers"
