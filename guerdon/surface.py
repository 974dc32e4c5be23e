"""What anyone can see of an answer without understanding it: its length, its layout and its manner.

Rewards can learn these instead of quality, so reports compare with them, and an encoder may offer them openly.
To add an attribute, write a function from a text to a number under ``@attribute``.
"""

import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from jaxtyping import Float

Attribute = Callable[[str], float]
ATTRIBUTES: dict[str, Attribute] = {}
"""Every attribute by its name, in the order of the columns of ``surface``."""

UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
MARKS = re.escape('。，、？！．：；؟،.,;:!?"`*_()[]{}<>#~“”„‘«»…–—-|/\\=+&')
WORD = re.compile(rf"[^\s'{MARKS}]+(?:'[^\s'{MARKS}]+)*")
LIST_LINE = re.compile(r"^[ \t]*(?:[-*+•][ \t]|\d{1,3}[.)][ \t])", re.MULTILINE)
BOLD = re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__")
HEADING = re.compile(r"^#{1,6}[ \t]", re.MULTILINE)
REFUSAL = re.compile(
    r"\b(?:i(?:'m| am)(?: (?:very|so|really|deeply))? sorry|sorry, (?:but )?i\b|i (?:must )?apologi[sz]e"
    r"|i(?:'m| am) (?:unable|not able|not (?:going|comfortable)|just an? ai)|as an? (?:ai|artificial|language model)"
    r"|i (?:can't|cannot|can not|won't|will not|don't feel comfortable|must decline|refuse)\b"
    r"|i (?:don't think|do not think) i (?:can|should)|unfortunately, i (?:can't|cannot|am|do))"
)


def surface(texts: Sequence[str]) -> Float[np.ndarray, "n attributes"]:
    """Every attribute of every text, one row for each text and one column for each name of ``ATTRIBUTES``.

    The columns are of order one but not standardised.
    """
    rows = [[measure(text) for measure in ATTRIBUTES.values()] for text in texts]
    return np.array(rows, dtype=float).reshape(len(texts), len(ATTRIBUTES))


@lru_cache(maxsize=4)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, cut at white space and punctuation but not at an apostrophe inside.

    Scripts that put no spaces between words (Chinese, Japanese, Thai) count one character as a word.
    """
    spaced = text if text.isascii() else UNSPACED.sub(lambda character: f" {character[0]} ", text.replace("’", "'"))
    return tuple(WORD.findall(spaced.lower()))


def length(text: str) -> int:
    """How many words a text has."""
    return len(words(text))


HEDGES = frozenset(
    words(
        "perhaps maybe might may could possibly probably potentially presumably apparently seemingly likely unlikely"
        " seem seems appear appears suggest suggests generally typically usually often sometimes somewhat"
        " roughly approximately about depends arguably tend tends"
    )
)
FIRST_PERSON = frozenset(words("I I'm I've I'd I'll me my mine myself we we're we've we'd we'll us our ours ourselves"))


def attribute(measure: Attribute) -> Attribute:
    """Enters a function into ``ATTRIBUTES`` under its own name."""
    ATTRIBUTES[measure.__name__] = measure
    return measure


@attribute
def log_words(text: str) -> float:
    """log(1 + words)."""
    return math.log1p(length(text))


@attribute
def list_lines(text: str) -> float:
    """The share of the lines with text that are items of a list, bulleted or numbered."""
    lines = sum(1 for line in text.splitlines() if line.strip())
    return len(LIST_LINE.findall(text)) / lines if lines else 0.0


@attribute
def bold(text: str) -> float:
    """log(1 + spans in bold markdown)."""
    return math.log1p(len(BOLD.findall(text))) if "**" in text or "__" in text else 0.0


@attribute
def headings(text: str) -> float:
    """log(1 + markdown headings)."""
    return math.log1p(len(HEADING.findall(text))) if "#" in text else 0.0


@attribute
def code_blocks(text: str) -> float:
    """log(1 + fenced blocks of code); a fence that is never closed counts too."""
    return math.log1p((text.count("```") + 1) // 2)


@attribute
def line_breaks(text: str) -> float:
    """log(1 + line breaks) inside the text."""
    return math.log1p(text.strip().count("\n"))


@attribute
def question_marks(text: str) -> float:
    """log(1 + question marks), in any script."""
    return math.log1p(text.count("?") + text.count("？") + text.count("؟"))


@attribute
def exclamation_marks(text: str) -> float:
    """log(1 + exclamation marks)."""
    return math.log1p(text.count("!") + text.count("！"))


@attribute
def refusal(text: str) -> float:
    """1 where the first 200 characters decline the request or excuse the speaker (English phrases), else 0."""
    return float(REFUSAL.search(text[:200].lower().replace("’", "'")) is not None)


@attribute
def hedges(text: str) -> float:
    """Ten times the share of words that weaken a statement: perhaps, might, usually (English)."""
    return 10 * share(words(text), HEDGES)


@attribute
def first_person(text: str) -> float:
    """Ten times the share of words by which a speaker names themselves: I, my, we (English)."""
    return 10 * share(words(text), FIRST_PERSON)


@attribute
def distinct_words(text: str) -> float:
    """The share of the words that are not repetitions; long texts repeat more. 1 for an empty text."""
    return len(set(words(text))) / length(text) if words(text) else 1.0


@attribute
def word_length(text: str) -> float:
    """Letters in a word on average, over 10; a wall of symbols without spaces counts as words of 15 letters."""
    return min(sum(map(len, words(text))) / length(text), 15.0) / 10 if words(text) else 0.0


@attribute
def digits(text: str) -> float:
    """Ten times the share of words that begin with a digit."""
    found = words(text)
    return 10 * sum(1 for word in found if word[0].isdigit()) / len(found) if found else 0.0


def share(found: Sequence[str], wanted: frozenset[str]) -> float:
    """The share of the words that are wanted; 0 where there are none."""
    return sum(1 for word in found if word in wanted) / len(found) if found else 0.0
