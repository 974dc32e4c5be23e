"""The words of a prompt, and which of them are known."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

WORD = re.compile(r"[^\W_]+|[^\w\s]")


def words(text: str) -> list[str]:
    """The words and the marks of a text, in lower case."""
    return WORD.findall(text.lower())


def vocabulary(texts: Iterable[str], least: int = 1) -> tuple[str, ...]:
    """The distinct words that occur at least so often, in alphabetical order."""
    counts = Counter(word for text in texts for word in words(text))
    return tuple(sorted(word for word, count in counts.items() if count >= least))


def places(known: Sequence[str]) -> dict[str, int]:
    """The place of each known word; ValueError where one is named twice or there is none."""
    if not known or len(set(known)) < len(known):
        raise ValueError("a vocabulary is of at least one word, and names each once")
    return {word: place for place, word in enumerate(known)}
