"""The language of a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

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

    The wanted one is the context's ``language``, a code such as ``de``, or else that of the prompt; ``zh`` is any Chinese.
    ``nan`` where a text has no letters to tell by, and where the wanted language is none that can be told.
    """

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a GuerdonError where langdetect is not installed."""
        wanted = [each.context.get("language") or language_of(each.prompt_text) for each in batch]
        found = [language_of(each.response) for each in batch]
        errors = tuple(map(unknown, wanted, found))
        values = [
            torch.nan if error else float(str(said).startswith(str(want).lower()))
            for want, said, error in zip(wanted, found, errors, strict=True)
        ]
        return Scores(torch.tensor(values), rationale=tuple(found), errors=errors if any(errors) else None)


def unknown(wanted: str | None, found: str | None) -> str | None:
    """Why it cannot be said whether a text is in the language that is wanted."""
    if wanted is None or found is None:
        return "there are no letters to tell a language by"
    known = codes()
    if not {wanted.lower(), *(f"{wanted.lower()}-{place}" for place in ("cn", "tw"))} & known:
        return f"the language {wanted!r} is none that can be told: use one of {', '.join(sorted(known))}"
    return None


@lru_cache
def codes() -> frozenset[str]:
    """The languages that can be told."""
    from langdetect import PROFILES_DIRECTORY

    return frozenset(file.name for file in Path(PROFILES_DIRECTORY).iterdir())
