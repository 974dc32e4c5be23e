"""One comparison of each prompt from the samples that there are of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from guerdon.feedback.content import answers
from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.pairs import together
from guerdon.feedback.select import scored, select
from guerdon.feedback.selectors import Group, Max, MinOf, Selector
from guerdon.feedback.steps.asked import TextReward
from guerdon.feedback.steps.base import Curated, Records, Step, chunks
from guerdon.records import Rankings, Ratings
from guerdon.types import Example, Rating


@dataclass(frozen=True)
class Pairs(Step):
    """Takes a chosen and a rejected one of the samples of each prompt; see ``guerdon.feedback.select``.

    Samples are all distinct responses to a prompt, and their scores are the reward's. Without a reward they are those of
    the data: a rating's overall value, with its other values as parts, or a rank.
    """

    reward: TextReward | None = None
    chosen: Selector = field(default_factory=Max)
    rejected: Selector = field(default_factory=MinOf)

    def __call__(self, records: Records, seed: int = 0) -> Curated[Records]:
        groups = pooled(records, self.reward) if self.reward else stated(records)
        made = select(groups, self.chosen, self.rejected, seed, "model" if self.reward else "human")
        if not len(made.records):
            why = ", ".join(f"{count:,} {reason}" for reason, count in made.reasons.items())
            raise FeedbackError(f"no prompt has two samples to compare ({why}): bring more responses to each")
        return made


def pooled(records: Records, reward: TextReward) -> Iterator[Group]:
    """The distinct responses to each prompt, whatever was said of them, with a reward's scores."""
    places: dict[str, tuple[int, str | None, dict[str, Example]]] = {}
    rows = (row for some in chunks(records) for row in some)
    for place, (key, row) in enumerate(zip(records.prompts(), rows, strict=True)):
        _, _, found = places.setdefault(key, (place, row.source, {}))
        found.update((each.identity, each) for each in answers(row))
    every = scored([list(found.values()) for _, _, found in places.values()], reward)
    for group, (place, source, _) in zip(every, places.values(), strict=True):
        yield Group(group.examples, group.scores, group.parts, source, place)


def stated(records: Records) -> Iterator[Group]:
    """The samples that somebody rated or ranked, with what was said of them."""
    if isinstance(records, Ratings):
        for places in together(records):
            yield rated(records.rows(places), places[0])
    elif isinstance(records, Rankings):
        for place, row in enumerate(records):
            yield Group(row.examples, -np.array(row.ranks, dtype=float), {}, row.source, place)
    else:
        raise FeedbackError("comparisons state no score of a response: name a reward that gives one")


def rated(ratings: list[Rating], place: int) -> Group:
    """The ratings of one prompt."""
    names = set.intersection(*(set(rating.values) for rating in ratings))
    return Group(
        tuple(rating.example for rating in ratings),
        np.array([rating.overall for rating in ratings], dtype=float),
        {name: np.array([rating.values[name] for rating in ratings], dtype=float) for name in sorted(names)},
        ratings[0].source,
        place,
    )
