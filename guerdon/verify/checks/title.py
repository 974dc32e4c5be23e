"""The response has a title in double angular brackets."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check


@dataclass(frozen=True)
class Title(Check):
    """The response has a title in double angular brackets."""

    patterns: ClassVar = (r"\btitle\w*\b[^.;]{0,40}?(?:double angular brackets|<<)",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "Title":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return re.search(r"<<[^\n<>]+>>", response) is not None

    def __str__(self) -> str:
        return "a title in <<>>"
