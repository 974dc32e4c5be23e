"""There are two different responses, parted by six asterisks."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check


@dataclass(frozen=True)
class TwoResponses(Check):
    """There are two different responses, parted by six asterisks."""

    patterns: ClassVar = (
        r"\b(?:two|2) (?:different |distinct )?(?:responses|answers)\b[^.;]{0,80}?\*{6}",
        r"\b(?:two|2) different (?:responses|answers)\b",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "TwoResponses":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return len(set(pieces(response))) == 2 == len(pieces(response))

    def __str__(self) -> str:
        return "two responses"


def pieces(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"\*{6}", text) if piece.strip()]
