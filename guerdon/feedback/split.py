"""Splits feedback so that the test says something about prompts that were never seen."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from datasketch import MinHash, MinHashLSH

from guerdon.feedback.errors import FeedbackError
from guerdon.records import Records, prompt
from guerdon.types import Example

Kind = TypeVar("Kind", bound=Records)

SHINGLE = 5
"""Words in a shingle."""
PERMUTATIONS = 128
BLANK = MinHash(PERMUTATIONS)
"""Copied for each text, because its permutations cost more to make than to use."""
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Split(Generic[Kind]):
    """Two parts of the records, and what was left out to keep them apart."""

    train: Kind
    test: Kind
    removed: int
    """How many rows are in neither, because their prompt is nearly one of the test's."""


def split(records: Kind, share: float = 0.2, seed: int = 0, threshold: float = 0.8) -> Split[Kind]:
    """Splits by prompt and removes from the training side what the test side nearly has.

    Two prompts are near duplicates when the Jaccard similarity of their sets of five-word shingles (of single words,
    where a prompt has fewer than five) is at least the threshold: |A n B| / |A u B|, on lower-case words. Candidates
    come from MinHash signatures, and each is then checked exactly, so a pair is never removed wrongly, though one
    close to the threshold may be missed.

    Args:
        records: what to split.
        share: the share of the prompts that goes to the test side.
        seed: another seed makes another split.
        threshold: from which similarity on two prompts are near duplicates.

    Raises:
        FeedbackError: one of the sides would be empty.

    Source: Broder 1997, "On the resemblance and containment of documents".
    """
    train, test = records.split(share, seed)
    keys = train.prompts()
    near = near_duplicates(texts(train, keys), texts(test, test.prompts()), threshold)
    apart = [row for row, key in enumerate(keys) if key not in near]
    if not apart or not len(test):
        raise FeedbackError(
            f"{len(records):,} rows with {len(set(records.prompts())):,} prompts cannot be split with a share of "
            f"{share}: one side would be empty; bring more prompts, or take another share or seed"
        )
    return Split(train.select(apart), test, len(train) - len(apart))


def texts(records: Records, keys: Sequence[str]) -> dict[str, str]:
    """The plain text of each different prompt, by its key."""
    columns = dict(zip(keys, records.data["prompt"][:], strict=True))
    return {key: Example(prompt(column), "").prompt_text for key, column in columns.items()}


def near_duplicates(train: Mapping[str, str], test: Mapping[str, str], threshold: float) -> set[str]:
    """The keys of the training texts that are near duplicates of some test text."""
    # Candidates are checked exactly, so the search is tuned to miss few rather than to propose few.
    index = MinHashLSH(threshold, PERMUTATIONS, weights=(0.1, 0.9))
    held_out = {key: shingles(text) for key, text in test.items()}
    for key, theirs in held_out.items():
        index.insert(key, signature(theirs), check_duplication=False)
    ours = ((key, shingles(text)) for key, text in train.items())
    return {
        key
        for key, mine in ours
        if any(jaccard(mine, held_out[candidate]) >= threshold for candidate in index.query(signature(mine)))
    }


def shingles(text: str) -> set[str]:
    words = WORD.findall(text.lower())
    size = SHINGLE if len(words) >= SHINGLE else 1
    return {" ".join(words[place : place + size]) for place in range(len(words) - size + 1)}


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def signature(shingles: set[str]) -> MinHash:
    signature = BLANK.copy()
    signature.update_batch([shingle.encode() for shingle in shingles])
    return signature
