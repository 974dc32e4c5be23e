"""One of the answers that the instruction allows."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check
from guerdon.verify.quotes import QUOTES, plain, quoted


@dataclass(frozen=True)
class Choice(Check):
    """The response has one of the answers that the instruction allows, and no other of them."""

    allowed: tuple[str, ...]

    patterns: ClassVar = (
        rf"\b(?:answer|respond|reply) (?:with )?(?:one of|exactly one of)(?: the following)?[^'\"]{{0,20}}{QUOTES}",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "Choice | None":
        allowed = quoted(match["quotes"])
        return cls(allowed) if len(allowed) > 1 else None

    def keeps(self, response: str, prompt: str) -> bool:
        return sum(plain(each) in plain(response) for each in self.allowed) == 1

    def __str__(self) -> str:
        return f"one of {', '.join(self.allowed)}"
