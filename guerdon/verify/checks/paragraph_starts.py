"""What each paragraph of the response starts with."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check
from guerdon.verify.quotes import QUOTES, plain, quoted


@dataclass(frozen=True)
class ParagraphStarts(Check):
    """What each paragraph of the response starts with."""

    words: tuple[str, ...]
    """One for all paragraphs, or one for each in its order."""

    whole: ClassVar = False
    patterns: ClassVar = (
        rf"each(?: (?:of the )?(?:\d )?paragraphs?)? (?:paragraph )?(?:starting|beginning|starts|begins) with (?:the |a |an )?"
        rf"(?:specific )?(?:word|phrase)?s?:? ?{QUOTES}(?=[^.;]*|)",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "ParagraphStarts | None":
        about = match.string[max(0, match.start() - 60) : match.end()].lower()
        words = quoted(match["quotes"])
        return cls(words) if "paragraph" in about and not any("{" in word for word in words) else None

    def keeps(self, response: str, prompt: str) -> bool:
        found = [plain(each) for each in anatomy.paragraphs(response)]
        wanted = self.words * len(found) if len(self.words) == 1 else self.words
        return len(found) >= len(self.words) and all(map(str.startswith, found, map(plain, wanted)))

    def __str__(self) -> str:
        return f"paragraphs that start with {', '.join(self.words)}"
