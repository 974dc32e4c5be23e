"""What the response starts with."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check
from guerdon.verify.quotes import QUOTED, plain, quoted


@dataclass(frozen=True)
class StartPhrase(Check):
    """What the response starts with."""

    phrase: str

    patterns: ClassVar = (
        rf"\b(?:start|begin)\w* (?:your|the|with)(?: entire)?(?: (?:response|answer|reply|poem|letter))?(?: with)?(?: the (?:word|phrase|sentence))? ?{QUOTED}",
        rf"\b(?:response|answer|reply)\b[^.;,]{{0,20}}? (?:start|begin)s? with (?:the (?:word|phrase|sentence) )?{QUOTED}",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "StartPhrase | None":
        about = re.split(r"[.;]", match.string[: match.start()])[-1].lower()
        phrase = quoted(match["quoted"])[0]
        parts = re.search(
            r"(?:section|paragraph|line|point|item|word|sentence|step|exchange|bullet|format)\w*\W[^,]*$", about
        )
        return None if parts or "{" in phrase else cls(phrase)

    def keeps(self, response: str, prompt: str) -> bool:
        return plain(response).startswith(plain(self.phrase))

    def __str__(self) -> str:
        return f"starts with {self.phrase}"
