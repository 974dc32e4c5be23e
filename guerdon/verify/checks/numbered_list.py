"""The response has a numbered list."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check


@dataclass(frozen=True)
class NumberedList(Check):
    """The response has a numbered list."""

    patterns: ClassVar = (r"\b(?:in|as|a|using|into) (?:a )?numbered (?:markdown )?(?:list|format)\b",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "NumberedList":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return bool(anatomy.numbered(response))

    def __str__(self) -> str:
        return "a numbered list"
