"""The response has no commas."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check


@dataclass(frozen=True)
class NoCommas(Check):
    """The response has no commas."""

    patterns: ClassVar = (r"\b(?:no|without|avoid\w*|refrain from|do not use|don't use)\b[^.;]{0,25}?\bcommas?\b",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "NoCommas":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return "," not in response

    def __str__(self) -> str:
        return "no commas"
