"""How many sentences each paragraph of the response has."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.amount import AMOUNT, Amount
from guerdon.verify.check import Check


@dataclass(frozen=True)
class SentencesEach(Check):
    """How many sentences each paragraph of the response has."""

    amount: Amount

    whole: ClassVar = False
    patterns: ClassVar = (
        rf"(?:each|every) paragraph[^.;,]{{0,40}}?{AMOUNT} sentences?\b",
        rf"paragraphs?, (?:each|every)(?: one)? (?:with|of|contain\w*|having|consisting of)[^.;,]{{0,20}}?{AMOUNT} sentences?\b",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "SentencesEach":
        return cls(Amount.of(match))

    def keeps(self, response: str, prompt: str) -> bool:
        return all(self.amount.holds(len(anatomy.sentences(each))) for each in anatomy.paragraphs(response))

    def __str__(self) -> str:
        return f"{self.amount} sentences in each paragraph"
