"""How many: the amounts that instructions state."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from guerdon.saving import Storable

WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
NAMED: Mapping[str, int] = {word: value for value, word in enumerate(WORDS)} | {"a": 1, "an": 1, "single": 1}
NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|{'|'.join(WORDS)}|single)"
LEAST = ("at least", "a minimum of", "minimum of", "no fewer than", "no less than", "not less than", "minimum")
MOST = (
    "at most", "no more than", "not more than", "no longer than", "up to", "a maximum of", "maximum of", "not exceed",
    "not exceeding", "within", "under a limit of", "maximum", "no greater than",
)  # fmt: skip
BELOW, ABOVE = ("fewer than", "less than", "under", "below"), ("more than", "over", "greater than")
LIMIT = r"limit(?:ed|ing)?\b[^.,;]{0,40}?\bto"
RELATIONS = "|".join(
    sorted((*LEAST, *MOST, *BELOW, *ABOVE, "exactly", "precisely", "only", "between"), key=len, reverse=True)
)
AMOUNT = (
    rf"(?:(?P<limit>{LIMIT})\s+)?(?:(?P<relation>{RELATIONS})\s+)?(?:be\s+)?(?P<number>\b{NUMBER})\b"
    rf"(?:\s*(?:-|–|to|and)\s*(?P<upper>{NUMBER})\b)?(?:\s+or\s+(?P<open>more|fewer|less))?"
)
"""An amount in the words of an instruction."""
OPEN = re.compile(r"\s+(?:or\s+)?(?P<open>more|fewer|less|max(?:imum)?|min(?:imum)?)\b", re.IGNORECASE)
"""What leaves an amount open behind its unit: 50 words or less."""
APPROXIMATE = re.compile(r"\b(?:about|around|approximately|roughly|nearly|some)\s+$")


@dataclass(frozen=True)
class Amount(Storable):
    """A range of counts."""

    low: int = 0
    high: int | None = None
    """None for no bound."""

    @classmethod
    def of(cls, match: re.Match[str]) -> "Amount":
        """What an instruction says; a number alone is meant exactly."""
        number = value(match["number"])
        if match["upper"]:
            return cls(number, value(match["upper"]))
        relation = (match["relation"] or "").lower()
        bounds = {
            **dict.fromkeys(LEAST, (number, None)), **dict.fromkeys(MOST, (0, number)),
            **dict.fromkeys(BELOW, (0, number - 1)), **dict.fromkeys(ABOVE, (number + 1, None)),
            "more": (number, None), "fewer": (0, number), "less": (0, number), "max": (0, number), "min": (number, None),
        }  # fmt: skip
        plain = (0, number) if match["limit"] else (number, number)
        behind = None if relation else OPEN.match(match.string, match.end())
        left_open = match["open"] or (behind and behind["open"].lower().removesuffix("imum"))
        return cls(*bounds.get(left_open or relation, plain))

    def holds(self, count: int) -> bool:
        return count >= self.low and (self.high is None or count <= self.high)

    def __str__(self) -> str:
        if self.high is None:
            return f"at least {self.low}"
        if self.low == self.high:
            return f"exactly {self.low}"
        return f"at most {self.high}" if self.low == 0 else f"{self.low} to {self.high}"


def value(text: str) -> int:
    return NAMED[text.lower()] if text.lower() in NAMED else int(text.replace(",", ""))
