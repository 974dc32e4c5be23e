"""Splits feedback so that the test says something about prompts that were never seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from guerdon.duplicates import Corpus
from guerdon.feedback.errors import FeedbackError
from guerdon.records import Records, prompt
from guerdon.types import Example

Kind = TypeVar("Kind", bound=Records)


@dataclass(frozen=True)
class Split(Generic[Kind]):
    """Two parts of the records, and what was left out to keep them apart."""

    train: Kind
    test: Kind
    removed: int
    """How many rows are in neither, because their prompt is nearly one of the test's."""


def split(records: Kind, share: float = 0.2, seed: int = 0) -> Split[Kind]:
    """Splits by prompt and removes from the training side what the test side nearly has.

    What counts as nearly the same, ``guerdon.duplicates`` says: the leakage audit finds by the same rule.

    Args:
        records: what to split.
        share: the share of the prompts that goes to the test side, above 0 and below 1.
        seed: another seed makes another split.

    Raises:
        FeedbackError: the share is none, or one of the sides would be empty.
    """
    if not 0 < share < 1:
        raise FeedbackError(f"the share of the prompts that is held out is {share:g}, expected above 0 and below 1")
    train, test = records.split(share, seed)
    keys = train.prompts()
    held_out = Corpus(texts(test, test.prompts()).values())
    near = {key for key, text in texts(train, keys).items() if held_out.match(text)}
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
