"""What a check of a stated constraint is."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar

from guerdon.discover import parts
from guerdon.saving import Storable
from guerdon.verify.amount import APPROXIMATE

EACH = re.compile(r"\b(?:each|every|per|both)\b", re.IGNORECASE)


class Check(Storable, ABC):
    """One kind of constraint that a program can check. To add one, write a frozen dataclass in a file of ``checks``.

    Fields say what is asked; ``patterns`` say how instructions state it, and ``of`` makes the check of a match.
    """

    patterns: ClassVar[tuple[str, ...]] = ()
    """Regular expressions that find the constraint in an instruction, without case."""
    whole: ClassVar[bool] = True
    """Whether it speaks of the whole response: then a match of a clause on each paragraph, point or line is not its."""

    @classmethod
    @abstractmethod
    def of(cls, match: "re.Match[str]") -> "Check | None":
        """The check that a match states; None where it states none after all."""

    @abstractmethod
    def keeps(self, response: str, prompt: str) -> bool:
        """Whether a response keeps it."""

    @abstractmethod
    def __str__(self) -> str:
        """What is asked, in a few words."""

    @classmethod
    def find(cls, text: str) -> "Iterator[tuple[Check, tuple[int, int]]]":
        """Every check of this kind that a text states, and where."""
        for pattern in compiled(cls):
            for match in pattern.finditer(text):
                clause = re.split(r"[,.;:]|\band\b", text[: match.start()])[-1]
                if APPROXIMATE.search(text[max(0, match.start() - 20) : match.start()]):
                    continue  # nobody says how far off about 100 may be
                if cls.whole and (EACH.search(clause) or EACH.match(text[match.end() :].lstrip())):
                    continue
                check = cls.of(match)
                if check is not None:
                    yield check, match.span()


@lru_cache
def compiled(kind: type[Check]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in kind.patterns)


@lru_cache
def kinds() -> tuple[type[Check], ...]:
    """Every kind of check: the files of the folder ``checks``."""
    return tuple(parts("guerdon.verify.checks", Check))
