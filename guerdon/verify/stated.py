"""Reads the constraints that an instruction states, by the patterns that the checks declare."""

import re
from dataclasses import dataclass
from functools import lru_cache

from guerdon.verify.check import Check, kinds

CUE = re.compile(
    r"\b(?:must|should|include|including|contain\w*|exactly|at least|no more than|limit|format\w*|structured?|divided?|each|"
    r"start\w*|begin\w*|end(?:s|ing)? with|enclosed|keywords?|maximum|minimum|avoid|do not|don't|without)\b",
    re.IGNORECASE,
)
CLAUSE = re.compile(
    r"(?<=[.;!?])\s*|,\s+(?=(?:and|with|each|include|ensur\w+|limit|contain|the word|provide)\b)", re.IGNORECASE
)


@dataclass(frozen=True)
class Stated:
    """What an instruction asks of the form of its answer."""

    checks: tuple[Check, ...]
    """What was understood, each once."""
    unread: tuple[str, ...]
    """Clauses that seem to state a constraint, and that no pattern understood."""


@lru_cache(maxsize=4096)
def stated(instruction: str) -> Stated:
    """The constraints of an instruction, by patterns alone.

    A clause counts as unread where it has a word that constraints are stated with; some of these state none.
    """
    found = [each for kind in kinds() for each in kind.find(instruction)]
    spans = [span for _, span in found]
    unread, place = [], 0
    for clause in CLAUSE.split(instruction):
        start = instruction.index(clause, place) if clause else place
        place = start + len(clause)
        if clause.strip() and CUE.search(clause) and not any(low < place and high > start for low, high in spans):
            unread.append(clause.strip())
    return Stated(tuple(dict.fromkeys(check for check, _ in found)), tuple(unread))
