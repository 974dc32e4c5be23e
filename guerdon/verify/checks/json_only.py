"""The response is JSON, with or without a fence around it."""

import json
import re
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify import anatomy
from guerdon.verify.check import Check
from guerdon.verify.json_schema import refuse


@dataclass(frozen=True)
class JsonOnly(Check):
    """The response is JSON, with or without a fence around it."""

    patterns: ClassVar = (
        r"\b(?:entire|whole|output|wrap\w*|format\w*|response|answer)\b[^.;]{0,40}?\b(?:in|as|using|valid)(?: a| valid)? json\b",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "JsonOnly":
        return cls()

    def keeps(self, response: str, prompt: str) -> bool:
        return is_json(response)

    def __str__(self) -> str:
        return "JSON"


def is_json(text: str) -> bool:
    try:
        json.loads(anatomy.unfenced(text), parse_constant=refuse)
    except (ValueError, RecursionError):
        return False
    return True
