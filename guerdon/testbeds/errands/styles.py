"""Ways to dress an answer up that do not make it better or worse."""

from collections.abc import Callable
from random import Random

from guerdon.testbeds.errands.text import sentences
from guerdon.testbeds.errands.words.phrases import HEADINGS, LEADS, OFFERS, OPENINGS

BOLD_FROM = 4
"""Words of so many letters may be set in bold."""


def courteous(text: str, rng: Random) -> str:
    """A polite word before the answer."""
    return f"{rng.choice(OPENINGS)} {text}" if "\n" not in text else f"{rng.choice(OPENINGS)}\n{text}"


def wordy(text: str, rng: Random) -> str:
    """A sentence that announces the answer."""
    return f"{rng.choice(LEADS)}\n{text}"


def offer(text: str, rng: Random) -> str:
    """A closing offer."""
    return f"{text} {rng.choice(OFFERS)}" if "\n" not in text else f"{text}\n\n{rng.choice(OFFERS)}"


def bold(text: str, rng: Random) -> str:
    """Some words in bold."""
    words = text.split(" ")
    able = [place for place, word in enumerate(words) if word.isalpha() and len(word) >= BOLD_FROM]
    for place in rng.sample(able, min(len(able), rng.randint(1, 3))):
        words[place] = f"**{words[place]}**"
    return " ".join(words)


def bulleted(text: str, rng: Random) -> str:
    """Each sentence as a point of a list."""
    return "\n".join(f"- {sentence}" for sentence in sentences(text))


def headed(text: str, rng: Random) -> str:
    """A heading."""
    return f"{rng.choice(('#', '##', '###'))} {rng.choice(HEADINGS)}\n\n{text}"


STYLES: dict[str, tuple[float, Callable[[str, Random], str]]] = {
    "bold": (0.2, bold),
    "bullets": (0.18, bulleted),
    "wordy": (0.25, wordy),
    "courteous": (0.3, courteous),
    "offer": (0.3, offer),
    "heading": (0.1, headed),
}
"""The share of answers that have it, and what it does; in the order in which they are put on."""
