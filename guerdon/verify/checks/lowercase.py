"""The response has no capital letters."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check


@dataclass(frozen=True)
class Lowercase(Check):
    """The response has no capital letters."""

    patterns: ClassVar = (
        r"\b(?:all|entirely in|only in|in|only)\s+(?:english and in )?(?:all )?lower ?case\b",
        r"no capital letters",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "Lowercase":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return response == response.lower()

    def __str__(self) -> str:
        return "all in lower case"
