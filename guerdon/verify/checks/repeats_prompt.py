"""The response begins with the request, word for word."""

import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check


@dataclass(frozen=True)
class RepeatsPrompt(Check):
    """The response begins with the request, word for word."""

    patterns: ClassVar = (
        r"\b(?:first )?repeat the (?:request|prompt|question)\b[^.;]{0,40}?(?:word for word|without change|exactly|before)",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "RepeatsPrompt":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return begins(response, prompt)

    def __str__(self) -> str:
        return "the prompt repeated"


def begins(response: str, prompt: str) -> bool:
    """Whether the first sentence of the prompt, where the request is, begins the response."""
    request = re.split(r"(?<=[.?!])\s|\n|(?:First,? )?[Rr]epeat the", prompt.strip(), maxsplit=1)[0].strip()
    return bool(request) and response.strip(' \n"*').lower().startswith(request.lower())
