"""The response has a table of markdown."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check

RULE = set("|:- \t")
"""What the line below the head of a table is made of."""


@dataclass(frozen=True)
class Table(Check):
    """The response has a table of markdown."""

    patterns: ClassVar = (
        r"\b(?:in|as|a|an|include a|into a)\b[^.,;]{0,30}?\b(?:markdown |comparison |two-column )?table\b(?! tennis)",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "Table":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return any("|" in line and "--" in line and set(line) <= RULE for line in response.splitlines())

    def __str__(self) -> str:
        return "a table"
