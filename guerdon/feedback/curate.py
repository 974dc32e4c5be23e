"""A chain of steps on one data set, and what became of every row."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guerdon.feedback.content import answers
from guerdon.feedback.steps.base import Dropped, Records, Step

SHOWN = 60
"""Characters of a prompt that an account shows."""
Lost = Callable[[int, Dropped, Mapping[str, Any]], None]
"""Told the number of a step, what it left out, and the columns of the row."""


@dataclass(frozen=True)
class Account:
    """What one step did."""

    step: str
    before: int
    """Rows that it was given."""
    after: int
    """Rows that it returned."""
    kind: str
    """What it returned: comparisons, ratings, rankings."""
    dropped: Mapping[str, int]
    """How much it left out, by reason."""
    examples: Mapping[str, str]
    """The first of each reason: what was found, and how its prompt begins."""

    def to_json(self) -> dict[str, Any]:
        """The account in JSON values."""
        reasons = [{"why": why, "count": count, "first": self.examples[why]} for why, count in self.dropped.items()]
        return {"step": self.step, "before": self.before, "after": self.after, "kind": self.kind, "dropped": reasons}


@dataclass(frozen=True)
class Curation:
    """The records after all steps, and the account of each."""

    records: Records
    accounts: tuple[Account, ...]


def curate(
    records: Records, steps: Sequence[Step], seed: int = 0, lost: Lost = lambda number, dropped, row: None
) -> Curation:
    """Takes steps one after another.

    >>> curate(data, [Decontamination((benchmark,)), Confidence(first_stage), Top(quality, 0.3)]).records

    Args:
        records: comparisons, ratings or rankings.
        steps: each is given what the one before it made.
        seed: of steps that draw.
        lost: told of everything that is left out, while the step's records are still at hand.

    Raises:
        FeedbackError: a step cannot be taken with what it is given.
    """
    accounts = []
    for number, step in enumerate(steps, start=1):
        made = step(records, seed)
        for each in made.dropped:
            lost(number, each, records.data[each.row])
        first = {each.why: shown(records, each) for each in reversed(made.dropped)}
        kind = type(made.records).__name__.lower()
        accounts.append(Account(step_name(type(step)), len(records), len(made.records), kind, made.reasons, first))
        records = made.records
    return Curation(records, tuple(accounts))


def step_name(kind: type) -> str:
    """What a recipe calls a part: ``length-ratio`` for ``LengthRatio``."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).lstrip("-")


def shown(records: Records, dropped: Dropped) -> str:
    """What was found in a row, and how its prompt begins."""
    text = " ".join(answers(records[dropped.row])[0].prompt_text.split())
    begins = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return f"{dropped.detail}: {begins}" if dropped.detail else begins


def lost_line(number: int, name: str, dropped: Dropped, row: Mapping[str, Any]) -> str:
    """One line of a file of what was left out."""
    filled = {column: value for column, value in row.items() if value is not None}
    head = {"step": number, "name": name, "why": dropped.why, "detail": dropped.detail}
    return json.dumps(head | filled, ensure_ascii=False) + "\n"
