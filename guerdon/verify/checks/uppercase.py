"""The response has capital letters alone."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check


@dataclass(frozen=True)
class Uppercase(Check):
    """The response has capital letters alone."""

    patterns: ClassVar = (
        r"\b(?:entire|whole|your) (?:response|answer|reply)[^.;,]{0,30}?\b(?:all caps|all capital letters|capital letters only|upper ?case)\b",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "Uppercase":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return response == response.upper()

    def __str__(self) -> str:
        return "all in capitals"
