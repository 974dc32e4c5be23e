"""The whole response stands in double quotation marks."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check


@dataclass(frozen=True)
class Quotation(Check):
    """The whole response stands in double quotation marks."""

    patterns: ClassVar = (
        r"\bwrap\w*[^.;]{0,40}?(?:response|answer|reply)[^.;]{0,20}?quotation marks",
        r"(?:entire|whole) (?:response|answer|reply)[^.;]{0,40}?(?:double )?quotation marks",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "Quotation":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return re.fullmatch(r"[\"“].+[\"”]", response.strip(), re.DOTALL) is not None and len(response.strip()) > 2

    def __str__(self) -> str:
        return "in quotation marks"
