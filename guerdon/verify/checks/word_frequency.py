"""How often the response has a word."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check
from guerdon.verify.quotes import QUOTED, plain, quoted

TIMES = {"once": 1, "twice": 2}


@dataclass(frozen=True)
class WordFrequency(Check):
    """How often the response has a word or phrase, in any case and as a part of words that begin with it."""

    word: str
    amount: Amount

    patterns: ClassVar = (
        rf"(?:key)?(?:word|phrase|term) {QUOTED}(?:[^.,;']{{0,40}}?)? {AMOUNT} times",
        rf"(?:key)?(?:word|phrase|term) {QUOTED}[^.,;']{{0,30}}? (?P<often>once|twice)",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "WordFrequency":
        often = match.groupdict().get("often")
        amount = Amount.of(match) if not often else Amount(TIMES[often.lower()], TIMES[often.lower()])
        return cls(quoted(match["quoted"])[0], amount)

    def keeps(self, response: str, prompt: str) -> bool:
        return self.amount.holds(len(re.findall(rf"(?<!\w){re.escape(plain(self.word))}", plain(response))))

    def __str__(self) -> str:
        return f"{self.word} {self.amount} times"
