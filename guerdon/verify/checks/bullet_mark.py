"""The mark of the points of a bulleted list."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check

NAMES = {"hyphen": "-", "dash": "-", "asterisk": "*"}


@dataclass(frozen=True)
class BulletMark(Check):
    """The mark that lines of a list begin with."""

    mark: str

    whole: ClassVar = False
    patterns: ClassVar = (
        r"\beach\b[^.;]{0,40}?\b(?:start|begin)\w* with (?:an? )?(?:(?P<name>hyphen|dash|asterisk)|'(?P<mark>[-*#•+])')",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "BulletMark":
        return cls(match["mark"] or NAMES[match["name"].lower()])

    def keeps(self, response: str, prompt: str) -> bool:
        return any(line.startswith(self.mark) for line in anatomy.lines(response))

    def __str__(self) -> str:
        return f"lines that begin with {self.mark}"
