"""What was written about an answer, appended to it, and read by a reward."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from guerdon.reward import Reward
from guerdon.types import Example, Scores

BREAK = "\n\n"


@dataclass(frozen=True)
class Written:
    """What was written about one answer: several texts where it was asked for several times."""

    texts: tuple[tuple[str, ...], ...] = ()
    """Each in pieces, such as what a model said and what tools answered."""
    error: str | None = None
    """Why there are none."""


def appended(example: Example, *pieces: str) -> Example:
    """The example with something written behind its response, each piece a further step.

    The prompt stays what it was, so that two such examples can be compared; ``learn.FurtherTurn`` reads the steps as turns
    of a conversation, and any other reward the whole as one text. Steps that the response had are joined.
    """
    steps = (example.response + BREAK, *pieces)
    return replace(example, response="".join(steps), steps=steps)


def read(scorer: Reward[Sequence[Example]], batch: Sequence[Example], written: Sequence[Written]) -> Scores:
    """What a reward says of each response and what was written about it: the mean over texts, with their spread as ``std``.

    A text whose score failed is left out of the mean; a response that has no score left is nan, with the first reason.
    Named parts are averaged too.
    """
    owners = [row for row, each in enumerate(written) for _ in each.texts]
    asked = [appended(batch[row], *text) for row, each in enumerate(written) for text in each.texts]
    said = scorer.score(asked)
    values = said.values.detach()
    errors = said.errors or (None,) * len(said)
    rows: list[list[int]] = [[] for _ in batch]
    for place, owner in enumerate(owners):
        rows[owner].append(place)
    there = [[place for place in places if not values[place].isnan()] for places in rows]
    several = any(len(each.texts) > 1 for each in written)
    causes = tuple(
        None if good else each.error or next((why for why in (errors[p] for p in places) if why), "nothing was written")
        for each, places, good in zip(written, rows, there, strict=True)
    )

    def mean(column: torch.Tensor) -> torch.Tensor:
        found = [column[good].mean() if good else column.new_tensor(torch.nan) for good in there]
        return torch.stack(found) if found else column.new_zeros(0)

    spread = [values[good].std(correction=0) if good else values.new_tensor(torch.nan) for good in there]
    return Scores(
        mean(said.values),
        std=torch.stack(spread) if several and spread else None,
        parts={name: mean(part) for name, part in said.parts.items()},
        rationale=tuple(BREAK.join("".join(text).strip() for text in each.texts) or None for each in written),
        errors=causes if any(causes) else None,
    )
