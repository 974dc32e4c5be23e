"""What one paragraph of the response, of a given number, starts with."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check
from guerdon.verify.quotes import QUOTED, plain, quoted

ORDINALS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class FirstWord(Check):
    """What one paragraph of the response, of a given number, starts with."""

    paragraph: int
    """From 1."""
    word: str

    whole: ClassVar = False
    patterns: ClassVar = (
        rf"(?P<ordinal>{'|'.join(ORDINALS)}) paragraph[^.;,]{{0,15}}? (?:start|begin)\w* with (?:the (?:word|phrase) )?{QUOTED}",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "FirstWord":
        return cls(ORDINALS.index(match["ordinal"].lower()) + 1, quoted(match["quoted"])[0])

    def keeps(self, response: str, prompt: str) -> bool:
        found = anatomy.paragraphs(response)[self.paragraph - 1 : self.paragraph]
        return bool(found) and plain(found[0]).startswith(plain(self.word))

    def __str__(self) -> str:
        return f"paragraph {self.paragraph} starts with {self.word}"
