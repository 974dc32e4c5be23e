"""What the response writes before each section."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check
from guerdon.verify.quotes import QUOTED, plain, quoted


@dataclass(frozen=True)
class SectionStarts(Check):
    """A phrase that stands at the beginning of a line as often as there are sections."""

    phrase: str

    whole: ClassVar = False
    patterns: ClassVar = (rf"sections?,? each[^.;,]{{0,40}}?(?:start|begin)\w* with (?:the (?:word|phrase) )?{QUOTED}",)

    @classmethod
    def of(cls, match: re.Match[str]) -> "SectionStarts | None":
        phrase = quoted(match["quoted"])[0]
        return None if "{" in phrase or "#" in phrase else cls(phrase)

    def keeps(self, response: str, prompt: str) -> bool:
        return sum(plain(line).startswith(plain(self.phrase)) for line in anatomy.lines(response)) > 1

    def __str__(self) -> str:
        return f"sections that start with {self.phrase}"
