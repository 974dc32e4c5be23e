"""Texts that occur again, word for word or nearly."""

import re
from collections.abc import Iterable
from typing import Literal
from zlib import crc32

import numpy as np
from datasketch import MinHash, MinHashLSH
from jaxtyping import UInt64

NEAR = 0.8
"""Texts are near duplicates where their sets of three-word runs have at least this Jaccard similarity."""

Match = Literal["same", "near"]

WORD = re.compile(r"\w+")
BLANK = MinHash(num_perm=48, hashfunc=int)
MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
"""Odd numbers of 64 bits, which spread the words of a run over all bits of its number."""


class Corpus:
    """Texts to look others up in, whatever their case, punctuation and white space.

    MinHash proposes near duplicates and the exact Jaccard similarity of the three-word runs decides, so none is
    claimed that is not one; a few at the very threshold may be missed.

    Source: Broder 1997, "On the resemblance and containment of documents".
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """Args: texts: what to look up in."""
        self.numbers = Numbers()
        distinct = {found.tobytes(): found for found in map(self.words, dict.fromkeys(texts))}
        self.exact = distinct.keys()
        self.runs = [runs(found) for found in distinct.values()]
        # Few wrong proposals cost little, because every one is checked; a miss costs the finding.
        self.index = MinHashLSH(threshold=NEAR - 0.2, num_perm=len(BLANK), weights=(0.1, 0.9))
        with self.index.insertion_session() as session:
            for place, each in enumerate(self.runs):
                session.insert(place, sketch(each))

    def words(self, text: str) -> UInt64[np.ndarray, "_"]:
        """A number for each word of a text."""
        return np.array([self.numbers[word] for word in WORD.findall(text.lower())], dtype=np.uint64)

    def match(self, text: str) -> Match | None:
        """Whether the same words are among the texts, or a near duplicate, or neither."""
        found = self.words(text)
        if found.tobytes() in self.exact:
            return "same"
        mine = runs(found)
        near = (jaccard(mine, self.runs[place]) for place in self.index.query(sketch(mine)))
        return "near" if any(each >= NEAR for each in near) else None


def repeats(texts: Iterable[str]) -> list[int | None]:
    """For each text, the place of the first one before it that has the same words or is a near duplicate, if any.

    Texts that were found to repeat another are compared with no more, so that a chain of small changes is cut where it
    has come too far from its first text.
    """
    corpus, exact, found, owners = Corpus(()), dict[bytes, int](), list[int | None](), list[int]()
    for place, text in enumerate(texts):
        said = corpus.words(text)
        mine = runs(said)
        drawn = sketch(mine)
        near = (row for row in sorted(corpus.index.query(drawn)) if jaccard(mine, corpus.runs[row]) >= NEAR)
        same = exact.setdefault(said.tobytes(), place)
        before = same if same != place else next((owners[row] for row in near), None)
        found.append(before)
        if before is None:
            corpus.index.insert(len(corpus.runs), drawn)
            corpus.runs.append(mine)
            owners.append(place)
    return found


class Numbers(dict[str, int]):
    """A number for each word, computed when it is first met."""

    def __missing__(self, word: str) -> int:
        self[word] = crc32(word.encode("utf-8", "replace"))
        return self[word]


def runs(found: UInt64[np.ndarray, "_"]) -> UInt64[np.ndarray, "_"]:
    """A 32-bit number for each distinct run of three words, in order of size; a shorter text is one run."""
    padded = np.concatenate([found, np.zeros(max(0, 3 - len(found)), dtype=np.uint64)])
    mixed = np.lib.stride_tricks.sliding_window_view(padded, 3) @ MIX
    return np.unique(np.right_shift(mixed, np.uint64(32)))


def sketch(found: UInt64[np.ndarray, "_"]) -> MinHash:
    """The MinHash of some runs; a copy shares its permutations, which cost more to make than to use."""
    made = BLANK.copy()
    made.update_batch(found.tolist())
    return made


def jaccard(a: UInt64[np.ndarray, "_"], b: UInt64[np.ndarray, "_"]) -> float:
    """|a and b| / |a or b|."""
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return shared / (len(a) + len(b) - shared)
