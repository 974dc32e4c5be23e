"""How many spans of the response are in bold or italics."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check

SPAN = re.compile(r"\*\*[^*\n]+\*\*|(?<![*\w])\*[^*\s][^*\n]*\*(?!\*)")


@dataclass(frozen=True)
class HighlightCount(Check):
    """How many spans of the response are in bold or italics."""

    amount: Amount

    patterns: ClassVar = (
        rf"highlight[^.;]{{0,30}}?{AMOUNT} (?:\w+ )?(?:sections?|phrases?|words?|parts?|spans?)\b",
        rf"{AMOUNT} (?:highlighted|bolded|italicized)\b",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "HighlightCount":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(len(SPAN.findall(response)))

    def __str__(self) -> str:
        return f"{self.amount} highlighted spans"
