"""What the response ends with."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check
from guerdon.verify.quotes import QUOTED, plain, quoted


@dataclass(frozen=True)
class EndPhrase(Check):
    """What the response ends with."""

    phrase: str

    patterns: ClassVar = (
        rf"\b(?:end|finish|conclude)(?:s|ing)? (?:your |the |it )?(?:response |answer |reply )?with (?:the |this )?(?:exact )?(?:word |phrase |sentence )?{QUOTED}",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "EndPhrase":
        return cls(quoted(match["quoted"])[0])

    def keeps(self, response: str, prompt: str) -> bool:
        return plain(response).rstrip("*\"' .!").endswith(plain(self.phrase).rstrip("*\"' .!"))

    def __str__(self) -> str:
        return f"ends with {self.phrase}"
