"""Words that the response does not have."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check
from guerdon.verify.quotes import QUOTES, plain, quoted


@dataclass(frozen=True)
class Forbidden(Check):
    """Words or phrases that the response does not have, in any case."""

    words: tuple[str, ...]

    patterns: ClassVar = (
        rf"(?:do not|don't|must not|should not|never|avoid|without|refrain from)\b[^.;,]{{0,30}}?(?:keywords?|words?|phrases?|terms?):? {QUOTES}",
        rf"(?:keywords?|words?|phrases?) {QUOTES} (?:should|must|may|can) ?not (?:appear|be used|be included|be mentioned)",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "Forbidden":
        return cls(quoted(match["quotes"]))

    def keeps(self, response: str, prompt: str) -> bool:
        return not any(re.search(rf"(?<!\w){re.escape(plain(word))}(?!\w)", plain(response)) for word in self.words)

    def __str__(self) -> str:
        return f"none of the words {', '.join(self.words)}"
