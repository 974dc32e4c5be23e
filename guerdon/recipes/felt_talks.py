"""Talks with listeners whose feelings are known: a rating of each, and a sign after each turn; in numbers, and real chats."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from guerdon.feedback import by_turns
from guerdon.recipes.real import at_hand
from guerdon.records import Ratings
from guerdon.surface import first_person, hedges
from guerdon.testbeds import felt, standardised, written
from guerdon.types import Example

SHORTEST = 3
"""Turns of a chat, at least: of fewer, a rating nearly says itself which was good."""
ROWS = 5
"""Rows of data that are read for each chat that is rated: nearly half are long enough, and what is left is new."""


@dataclass(frozen=True)
class FeltTalks:
    """Talks that somebody rated, and turns of other talks to test rewards on."""

    rated: Ratings
    """Each talk as one response whose steps are its turns, with a rating of the whole and a sign of each turn."""
    worth: tuple[Float[np.ndarray, "_turns"], ...]
    """Of the turns of each."""
    fresh: tuple[Example, ...]
    """A turn each."""
    truth: Float[np.ndarray, "fresh"]
    """What these are worth."""

    @property
    def turns(self) -> float:
        """Of a talk, on average."""
        return float(np.mean([len(row) for row in self.worth]))

    def labelled(self, values: Iterable[Float[np.ndarray, "_turns"]]) -> Ratings:
        """The same talks with other labels of their turns; values: of the turns of each."""
        return Ratings.of(
            replace(row, spans=tuple((end, value) for (end, _), value in zip(row.spans, some.tolist(), strict=True)))
            for row, some in zip(self.rated, values, strict=True)
        )


def in_numbers(talks: int, turns: int, features: int, noise: float, seed: int) -> FeltTalks:
    """Turns of independent normal features; worth and affect are linear in them, with standard deviations of 1.

    Args: talks: how many are rated; turns: of each; features: of a turn; noise: of a rating; seed: of everything.
    """
    rng = np.random.default_rng([seed, 8])
    good, moving = unit(rng, features), unit(rng, features)
    rated, worth = [], []
    for talk in range(talks):
        numbers = rng.normal(size=(turns, features))
        steps = spoken(numbers)
        worth.append(numbers @ good)
        rated.append(
            felt(Example(f"talk {talk}", "".join(steps), steps=steps), worth[-1], numbers @ moving, noise, rng)
        )
    new = rng.normal(size=(25 * features, features))
    fresh = tuple(Example("", step, steps=(step,)) for step in spoken(new))
    return FeltTalks(Ratings.of(rated), tuple(worth), fresh, new @ good)


def spoken(turns: Float[np.ndarray, "turns features"]) -> tuple[str, ...]:
    return tuple(f"{written(turn)}\n" for turn in turns)


def unit(rng: np.random.Generator, features: int) -> Float[np.ndarray, "features"]:
    """A direction of length 1, so that what is linear in it has a standard deviation of 1."""
    direction = rng.normal(size=features)
    return direction / np.linalg.norm(direction)


def in_words(talks: int, noise: float, seed: int) -> FeltTalks | None:
    """Chats of people with a model from HH-RLHF; worth something is to hedge, by a list of words.

    What moves listeners besides is that a speaker names himself, by another list, which says next to nothing of the first.
    Both are standardised over all turns that are read. No opening is there twice, and no fresh turn has the words of a
    rated one.

    Args:
        talks: how many are rated; none when 0.
        noise: the standard deviation of a rating's error, for each square root of a turn.
        seed: decides which, and the errors.

    Returns:
        None where none are wanted, or too few are at hand.
    """
    found = [by_turns(row.chosen) for row in at_hand("hh-rlhf", ROWS * talks, seed) or ()]
    chats = list({chat.prompt: chat for chat in found if len(chat.steps) >= SHORTEST}.values())
    if len(chats) <= talks:
        return None
    said = [turn for chat in chats for turn in chat.steps]
    ends = np.cumsum([len(chat.steps) for chat in chats])[:-1]
    worth, affect = (
        np.split(standardised(np.array([measure(turn) for turn in said])), ends) for measure in (hedges, first_person)
    )
    rng = np.random.default_rng([seed, 9])
    some = list(zip(chats, worth, affect, strict=True))[:talks]
    rated = Ratings.of(felt(*each, noise * len(each[1]) ** 0.5, rng) for each in some)
    known = {turn for chat in chats[:talks] for turn in chat.steps}
    new = [
        (replace(chat, response=turn, steps=(turn,)), value)
        for chat, values in zip(chats[talks:], worth[talks:], strict=True)
        for turn, value in zip(chat.steps, values.tolist(), strict=True)
        if turn not in known
    ]
    return FeltTalks(rated, tuple(worth[:talks]), tuple(turn for turn, _ in new), np.array([value for _, value in new]))
