"""Code between fences in the response."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check


@dataclass(frozen=True)
class CodeBlock(Check):
    """The response has code between fences."""

    patterns: ClassVar = (
        r"\b(?:code (?:blocks?|snippets?)|code)\b[^.;,]{0,60}?\b(?:triple backticks|markdown|formatted|syntax)",
        r"\b(?:markdown )?code blocks?\b",
        r"\btriple backticks\b",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "CodeBlock":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return anatomy.CODE.search(response) is not None

    def __str__(self) -> str:
        return "a code block"
