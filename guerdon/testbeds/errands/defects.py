"""What may be wrong with an answer whatever was asked."""

from collections.abc import Callable
from random import Random

from guerdon.testbeds.errands.task import Errand
from guerdon.testbeds.errands.text import sentences
from guerdon.testbeds.errands.words.topics import TOPICS

Defect = Callable[[str, Errand, Random], str]
LONGEST = 28
"""Sentences of filler at most."""


def off_topic(text: str, errand: Errand, rng: Random) -> str:
    """Talks of something that nobody asked about."""
    topic = TOPICS[rng.choice(list(TOPICS))]
    return " ".join(rng.sample(topic.sentences, rng.randint(1, 3)))


def refusal(text: str, errand: Errand, rng: Random) -> str:
    """Declines to answer."""
    return rng.choice(errand.voice.refusals)


def another_task(text: str, errand: Errand, rng: Random) -> str:
    """Answers another errand of the same kind."""
    return type(errand).sample(rng).draft(rng, frozenset())


def cut_off(text: str, errand: Errand, rng: Random) -> str:
    """Stops in the middle."""
    words = text.split(" ")
    return " ".join(words[: max(1, int(len(words) * rng.uniform(0.2, 0.8)))])


def hedging(text: str, errand: Errand, rng: Random) -> str:
    """Doubts itself."""
    doubt = rng.choice(errand.voice.hedges)
    return f"{text} {doubt}" if rng.random() < 0.7 else f"{doubt} {text}"


def rude(text: str, errand: Errand, rng: Random) -> str:
    """Insults the one who asks."""
    if rng.random() < 0.5:
        return f"{rng.choice(errand.voice.rude_openings)} {text}"
    return f"{text} {rng.choice(errand.voice.rude_closings)}"


def repetition(text: str, errand: Errand, rng: Random) -> str:
    """Says the same again."""
    said = sentences(text)
    return " ".join([text, *rng.choices(said, k=rng.randint(1, 1 + 2 * len(said)))])


def padding(text: str, errand: Errand, rng: Random) -> str:
    """Fills up with sentences that say nothing: mostly a few, now and then very many.

    P(at least k sentences) = 1 / k, so that a search for length finds what is nearly all filler.
    """
    size = min(LONGEST, int(1 / (1 - rng.random())))
    filler = rng.sample(errand.voice.filler, size)
    before = rng.randint(0, size) if rng.random() < 0.3 else 0
    return " ".join([*filler[:before], text, *filler[before:]])


REPLACING: dict[str, Defect] = {
    "off topic": off_topic,
    "refusal": refusal,
    "answers another task": another_task,
}
"""Those that leave nothing of the answer."""
ADDING: dict[str, tuple[float, float, Defect]] = {
    "cut off": (0.02, 0.12, cut_off),
    "hedging": (0.03, 0.15, hedging),
    "repetition": (0.03, 0.03, repetition),
    "padding": (0.2, 0.0, padding),
    "rude": (0.01, 0.15, rude),
}
"""How likely each is in the most careful answer, how much likelier in the most careless, and what it does."""
