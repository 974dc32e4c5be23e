"""The response has sections under "Section 1:" and so on."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check


@dataclass(frozen=True)
class SectionsNumbered(Check):
    """The response has sections under "Section 1:" and so on."""

    whole: ClassVar = False
    patterns: ClassVar = (r"['\"]Section \{\w+\}",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "SectionsNumbered":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return re.search(r"^[^\w\n]{0,8}Section 1\b", response, re.MULTILINE) is not None

    def __str__(self) -> str:
        return "sections called Section 1 and so on"
