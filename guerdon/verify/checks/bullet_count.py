"""How many points the bulleted lists of the response have."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class BulletCount(Check):
    """How many points the bulleted lists of the response have."""

    amount: Amount

    patterns: ClassVar = (
        rf"{AMOUNT}[\s-](?:key |distinct |main )?(?:bullet[\s-]?points?|bullets|bulleted (?:points|items))\b",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "BulletCount":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(len(anatomy.bullets(response)) or len(anatomy.numbered(response)))

    def __str__(self) -> str:
        return f"{self.amount} bullet points"
