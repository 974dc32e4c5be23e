"""The response has a bulleted list."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check


@dataclass(frozen=True)
class Bulleted(Check):
    """The response has a bulleted list."""

    patterns: ClassVar = (
        r"(?<!\d )(?<!\w )\b(?:bulleted list|bullet[- ]point(?:s|ed)? (?:list|format)|(?:use|in|using) bullet points)\b",
        r"\b(?:in a|as a|a|into a) bulleted list\b",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "Bulleted":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return bool(anatomy.bullets(response))

    def __str__(self) -> str:
        return "a bulleted list"
