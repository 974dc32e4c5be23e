"""Short remarks on films, and questions about them whose answers are known: what a judge who is asked learns from."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

PRAISE = ("great", "lovely", "superb", "funny")
BLAME = ("awful", "boring", "clumsy", "dull")
ANIMALS = ("dog", "horse", "bear")
PLACES = ("Paris", "Cairo", "Lima")
OTHERS = ("scene", "actor", "light", "hour", "talk", "night")
WORDS = (*PRAISE, *BLAME, *ANIMALS, *PLACES, *OTHERS)
"""All that a remark is made of."""
LONGEST = 6

HOLDS: Mapping[str, Callable[[Sequence[str]], bool]] = {
    "praise": lambda words: sum(word in PRAISE for word in words) > sum(word in BLAME for word in words),
    "animal": lambda words: any(word in ANIMALS for word in words),
    "place": lambda words: any(word in PLACES for word in words),
    "repetition": lambda words: len(set(words)) < len(words),
}
"""What a question may be about, and whether it is so."""
EASY = ("praise", "animal", "place")
CLAUSES = {
    "praise": ("speak well", "praise"),
    "animal": ("name animals", "have animals"),
    "place": ("name places", "have places"),
    "repetition": ("say words again", "repeat words"),
}
FRAMES = ("Does it {}?", "Do you find it to {}?", "Would you say it may {}?", "Is it true to {}?", "Can it {}?")
UNSEEN = ((3, 0), (4, 1))
"""The frames and clauses of the wordings that are kept for the test; the words of both are in others."""


@dataclass(frozen=True)
class Asked:
    """One question about one remark."""

    text: str
    about: str
    question: str
    answer: bool


def wordings(about: str, seen: bool = True) -> tuple[str, ...]:
    """The eight wordings of a question that are learned from, or the two that are not."""
    pairs = [(frame, clause) for frame in range(len(FRAMES)) for clause in range(2)]
    kept = [pair for pair in pairs if (pair not in UNSEEN) == seen]
    return tuple(FRAMES[frame].format(CLAUSES[about][clause]) for frame, clause in kept)


def holds(about: str, text: str) -> bool:
    """The true answer; a text without words holds nothing."""
    return HOLDS[about](text.split())


def remarks(rng: np.random.Generator, n: int, repeating: float = 0.5) -> list[str]:
    """Remarks of 3 to ``LONGEST`` words.

    Args: repeating: the share of those that say some word again, a single one or most of them.
    """
    return [remark(rng, bool(again)) for again in rng.random(n) < repeating]


def remark(rng: np.random.Generator, repeats: bool) -> str:
    length = int(rng.integers(3, LONGEST + 1))
    kinds = [some for some in (PRAISE, BLAME, ANIMALS, PLACES) if rng.random() < 0.5] + [OTHERS]
    pool = [word for kind in kinds for word in kind]
    words = rng.choice(pool, size=length, replace=False).tolist()
    if repeats:
        copies = int(rng.integers(1, length))
        places = rng.permutation(length)
        for place in places[1 : copies + 1]:
            words[place] = words[places[0]]
    return " ".join(words)


def asked(rng: np.random.Generator, n: int, seen: bool = True) -> Iterator[Asked]:
    """Questions on all that may be asked, half of them on repetition, which is harder; the answer is yes as often as no."""
    for number in range(n):
        about = "repetition" if number % 2 else EASY[number // 2 % len(EASY)]
        wanted = bool(rng.random() < 0.5)
        text = next(text for text in iter(lambda: remarks(rng, 1)[0], None) if holds(about, text) == wanted)
        yield Asked(text, about, str(rng.choice(wordings(about, seen))), wanted)


def repetition(text: str) -> float:
    """The share of the words that were said before."""
    words = text.split()
    return sum(count - 1 for count in Counter(words).values()) / max(1, len(words))
