"""Titles that sections of the response have."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check
from guerdon.verify.quotes import QUOTES, plain, quoted


@dataclass(frozen=True)
class SectionTitles(Check):
    """Titles that stand in lines of their own, or before a colon, in their order."""

    titles: tuple[str, ...]

    whole: ClassVar = False
    patterns: ClassVar = (
        rf"\bsections?(?:,|:| titled| called| named| labell?ed)+(?: as)? {QUOTES}",
        r"\bsections?: (?P<bare>[A-Z][\w ]+(?:, (?:and )?[A-Z][\w ]+)+)",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "SectionTitles | None":
        groups = match.groupdict()
        found = (
            quoted(groups["quotes"])
            if groups.get("quotes")
            else tuple(re.split(r",? and |, (?:and )?", groups["bare"]))
        )
        titles = tuple(title.strip("#* ") for title in found)
        return None if any("{" in title or not title for title in titles) else cls(titles)

    def keeps(self, response: str, prompt: str) -> bool:
        lines = [plain(line) for line in anatomy.lines(response)]
        return all(
            any(re.match(rf"(?:[\d.:)\s]|section)*{re.escape(plain(title))}", line) for line in lines)
            for title in self.titles
        )

    def __str__(self) -> str:
        return f"sections called {', '.join(self.titles)}"
