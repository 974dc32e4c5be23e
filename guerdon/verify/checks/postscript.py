"""The response ends with a postscript."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check


@dataclass(frozen=True)
class Postscript(Check):
    """The response ends with a postscript."""

    patterns: ClassVar = (r"\b(?:add|include|end with|with)[^.;]{0,40}?(?:postscript|P\.\s?S\.)",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "Postscript":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return re.search(r"^[^\w\n]{0,8}P\.\s?(?:P\.\s?)?S\b", response, re.MULTILINE | re.IGNORECASE) is not None

    def __str__(self) -> str:
        return "a postscript"
