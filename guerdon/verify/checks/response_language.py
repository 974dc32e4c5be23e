"""The language of the response."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from guerdon.verify.check import Check
from guerdon.verify.language import language_of

LANGUAGES: Mapping[str, str] = {
    "arabic": "ar", "bengali": "bn", "bulgarian": "bg", "chinese": "zh-cn", "croatian": "hr", "czech": "cs", "danish": "da",
    "dutch": "nl", "english": "en", "estonian": "et", "finnish": "fi", "french": "fr", "german": "de", "greek": "el",
    "gujarati": "gu", "hebrew": "he", "hindi": "hi", "hungarian": "hu", "indonesian": "id", "italian": "it", "japanese": "ja",
    "kannada": "kn", "korean": "ko", "latvian": "lv", "lithuanian": "lt", "marathi": "mr", "nepali": "ne", "norwegian": "no",
    "persian": "fa", "polish": "pl", "portuguese": "pt", "punjabi": "pa", "romanian": "ro", "russian": "ru", "slovak": "sk",
    "slovenian": "sl", "somali": "so", "spanish": "es", "swahili": "sw", "swedish": "sv", "tamil": "ta", "telugu": "te",
    "thai": "th", "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
}  # fmt: skip
"""Names of languages, and their codes."""


@dataclass(frozen=True)
class ResponseLanguage(Check):
    """The language of the response, as it is detected."""

    code: str

    patterns: ClassVar = (
        rf"\b(?:respond|response|reply|answer|write|written|output|entirely|only|talk|speak)\b[^.;,?]{{0,50}}?\bin (?:the )?(?P<name>{'|'.join(LANGUAGES)})\b(?! (?:format|style|class|literature|history))",
    )

    @classmethod
    def of(cls, match: re.Match[str]) -> "ResponseLanguage":
        return cls(LANGUAGES[match["name"].lower()])

    def keeps(self, response: str, prompt: str) -> bool:
        return language_of(response) == self.code

    def __str__(self) -> str:
        return f"in the language {self.code}"
