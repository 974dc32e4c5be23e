"""Words that the response has."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check
from guerdon.verify.quotes import QUOTES, plain, quoted


@dataclass(frozen=True)
class Keywords(Check):
    """Words or phrases that the response has, in any case."""

    words: tuple[str, ...]

    patterns: ClassVar = (
        rf"(?<!not )\b(?:include|including|includes|contain|contains|containing|use|using|mention|incorporate|feature)s?"
        rf"(?: the| these| both| all)?(?: following)?(?: key)? ?(?:key ?words?|words?|phrases?|terms?):? {QUOTES}"
        rf"(?! (?:should|must|at least|exactly|\d|two|three|four|five|twice))",
        r"\bkeywords (?P<bare>[\w-]+(?: [\w-]+)?(?:,? and |, )[\w-]+(?: [\w-]+)?)(?= in your| in the|[.,]|$)",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "Keywords | None":
        groups = match.groupdict()
        found = quoted(groups["quotes"]) if groups.get("quotes") else re.split(r",? and |, ", groups["bare"])
        words = tuple(word.strip() for word in found if word.strip())
        return cls(words) if words else None

    def keeps(self, response: str, prompt: str) -> bool:
        return all(word.lower() in plain(response) for word in map(plain, self.words))

    def __str__(self) -> str:
        return f"the words {', '.join(self.words)}"
