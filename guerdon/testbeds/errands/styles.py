"""Ways to dress an answer up that do not make it better or worse."""

from collections.abc import Callable
from random import Random

from guerdon.testbeds.errands.task import Errand
from guerdon.testbeds.errands.text import sentences

BOLD_FROM = 4
"""Words of so many letters may be set in bold."""


def courteous(text: str, errand: Errand, rng: Random) -> str:
    """A polite word before the answer."""
    return (
        f"{rng.choice(errand.voice.openings)} {text}"
        if "\n" not in text
        else f"{rng.choice(errand.voice.openings)}\n{text}"
    )


def wordy(text: str, errand: Errand, rng: Random) -> str:
    """A sentence that announces the answer."""
    return f"{rng.choice(errand.voice.leads)}\n{text}"


def offer(text: str, errand: Errand, rng: Random) -> str:
    """A closing offer."""
    return (
        f"{text} {rng.choice(errand.voice.offers)}"
        if "\n" not in text
        else f"{text}\n\n{rng.choice(errand.voice.offers)}"
    )


def bold(text: str, errand: Errand, rng: Random) -> str:
    """Some words in bold."""
    words = text.split(" ")
    able = [place for place, word in enumerate(words) if word.isalpha() and len(word) >= BOLD_FROM]
    for place in rng.sample(able, min(len(able), rng.randint(1, 3))):
        words[place] = f"**{words[place]}**"
    return " ".join(words)


def bulleted(text: str, errand: Errand, rng: Random) -> str:
    """Each sentence as a point of a list."""
    return "\n".join(f"- {sentence}" for sentence in sentences(text))


def headed(text: str, errand: Errand, rng: Random) -> str:
    """A heading."""
    return f"{rng.choice(('#', '##', '###'))} {rng.choice(errand.voice.headings)}\n\n{text}"


STYLES: dict[str, tuple[float, Callable[[str, Errand, Random], str]]] = {
    "bold": (0.2, bold),
    "bullets": (0.18, bulleted),
    "wordy": (0.25, wordy),
    "courteous": (0.3, courteous),
    "offer": (0.3, offer),
    "heading": (0.1, headed),
}
"""The share of answers that have it, and what it does; in the order in which they are put on."""
