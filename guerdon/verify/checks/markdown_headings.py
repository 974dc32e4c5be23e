"""The response has headings of markdown."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check


@dataclass(frozen=True)
class MarkdownHeadings(Check):
    """The response has headings of markdown."""

    whole: ClassVar = False
    patterns: ClassVar = (
        r"\bmarkdown (?:headers?|headings?)\b",
        r"\b(?:headers?|headings?|title)\b[^.;,]{0,30}?(?:#|hashtag)",
        r"\blevel [1-6] header",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "MarkdownHeadings":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return re.search(r"^#{1,6} ", response, re.MULTILINE) is not None

    def __str__(self) -> str:
        return "headings of markdown"
