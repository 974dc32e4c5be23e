"""Dividers of markdown part the response."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check


@dataclass(frozen=True)
class ParagraphDivider(Check):
    """Dividers of markdown part the response."""

    patterns: ClassVar = (
        r"\bmarkdown divider\b",
        r"\bseparated by (?:a )?(?:horizontal line|\*{3}|\* \* \*)",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "ParagraphDivider":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return anatomy.DIVIDER.search(response) is not None

    def __str__(self) -> str:
        return "dividers"
