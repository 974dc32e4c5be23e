"""The response has headings in bold."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check


@dataclass(frozen=True)
class BoldHeadings(Check):
    """The response has headings in bold."""

    whole: ClassVar = False
    patterns: ClassVar = (
        r"\b(?:headings?|headers?|titles?)\b[^.;,]{0,20}?\b(?:in|using|formatted in) bold\b",
        r"\bbold (?:headings?|headers?|titles?)\b",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "BoldHeadings":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return any("**" in line for line in response.splitlines())

    def __str__(self) -> str:
        return "headings in bold"
