"""The language of a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.types import Example, Scores


@lru_cache(maxsize=8192)
def language_of(text: str) -> str | None:
    """The code of the language that a text is most likely in; None where it has no letters.

    Raises:
        GuerdonError: langdetect is not installed.
    """
    try:
        from langdetect import DetectorFactory, LangDetectException, detect
    except ImportError as error:
        raise GuerdonError('detecting languages needs langdetect: pip install "guerdon[verify]"') from error
    DetectorFactory.seed = 0  # it draws samples of long texts
    try:
        return str(detect(text))
    except LangDetectException:
        return None


@dataclass(frozen=True)
class Language(Reward[Sequence[Example]]):
    """r = 1 where the response is in the language that is wanted, else 0.

    The wanted one is the context's ``language``, a code such as ``de``, or else that of the prompt. ``nan`` where a text
    has no letters to tell by.
    """

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a GuerdonError where langdetect is not installed."""
        wanted = [each.context.get("language") or language_of(each.prompt_text) for each in batch]
        found = [language_of(each.response) for each in batch]
        errors = tuple(
            "there are no letters to tell a language by" if want is None or said is None else None
            for want, said in zip(wanted, found, strict=True)
        )
        values = [
            torch.nan if error else float(want == said) for want, said, error in zip(wanted, found, errors, strict=True)
        ]
        return Scores(torch.tensor(values), rationale=tuple(found), errors=errors if any(errors) else None)
