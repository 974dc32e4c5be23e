"""The response has headings in capitals."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check


@dataclass(frozen=True)
class CapitalHeadings(Check):
    """The response has headings in capitals."""

    whole: ClassVar = False
    patterns: ClassVar = (
        r"\b(?:headings?|headers?|titles?)\b[^.;,]{0,20}?\b(?:in|with)? ?(?:all )?(?:caps|capital letters|upper ?case)",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "CapitalHeadings":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return any(line.isupper() for line in anatomy.headings(response))

    def __str__(self) -> str:
        return "headings in capitals"
