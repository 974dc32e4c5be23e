"""One question of a benchmark: right and wrong responses to a prompt, and which of them a reward puts first."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float

from guerdon.ledger import CHUNK, Ledger
from guerdon.reward import Reward
from guerdon.types import Comparison, Example

Wins = Float[np.ndarray, "_right _wrong"]
"""1 where a right response beats a wrong one, 0 where it loses, a half where they tie; nan where one has no score."""


@dataclass(frozen=True)
class Contest:
    """Responses to one prompt of which some are right."""

    right: tuple[Example, ...]
    wrong: tuple[Example, ...]
    subset: str
    """Which part of the benchmark it belongs to."""
    group: str = ""
    """Contests of one subset that belong together: what is asked of them is not independent, and measures may take them
    as one."""
    rated: bool = False
    """Whether a reward of pairs too is asked for scores here, because a measure reads them."""

    @property
    def prompt(self) -> str:
        return (*self.right, *self.wrong)[0].prompt_text


@dataclass(frozen=True)
class Standing:
    """How a contest went."""

    wins: Wins
    right: Float[np.ndarray, "_right"] | None = None
    """The scores of the right responses, where the reward was asked for scores."""
    wrong: Float[np.ndarray, "_wrong"] | None = None
    cause: str | None = None
    """Why a preference is missing, where the reward was asked for preferences."""

    @property
    def failed(self) -> bool:
        """Whether a score or a preference is missing."""
        return any(np.isnan(column).any() for column in (self.wins, self.right, self.wrong) if column is not None)


def pairs(rows: Iterable[Comparison], subset: Callable[[Comparison], str]) -> list[Contest]:
    """Every comparison as a contest of its own, also where another says the same: a benchmark counts its rows."""
    return [Contest((row.chosen,), (row.rejected,), subset(row)) for row in rows]


def contests(
    rows: Iterable[Comparison], key: Callable[[Comparison], Hashable], subset: Callable[[Comparison], str]
) -> list[Contest]:
    """Comparisons that belong together as contests, in their order: all chosen responses against all rejected ones.

    Equal texts that their meta tells apart, by model or by style, are responses of their own.
    """
    sides: dict[Hashable, tuple[dict[Hashable, Example], dict[Hashable, Example], str]] = {}
    for row in rows:
        right, wrong, _ = sides.setdefault(key(row), ({}, {}, subset(row)))
        right.setdefault(told_apart(row.chosen), row.chosen)
        wrong.setdefault(told_apart(row.rejected), row.rejected)
    return [Contest(tuple(right.values()), tuple(wrong.values()), part) for right, wrong, part in sides.values()]


def told_apart(example: Example) -> Hashable:
    return example.identity, repr(sorted(example.meta.items()))


def outcomes(
    reward: Reward[Sequence[Example]], some: Sequence[Contest], ledger: Ledger | None = None
) -> list[Standing]:
    """Who beats whom in each contest.

    A reward that gives scores is asked once for each distinct response; one that compares pairs is asked for every pair
    of a right and a wrong response in both orders, and what it says of the two places is averaged.
    """
    ledger = ledger or Ledger(reward)
    scored = [each for each in some if each.rated or not reward.pairwise]
    ledger.read(example for each in scored for example in (*each.right, *each.wrong))
    compared = iter(by_preference(reward, [each for each in some if reward.pairwise and not each.rated]))
    return [
        next(compared) if reward.pairwise and not each.rated else by_score(ledger[each.right], ledger[each.wrong])
        for each in some
    ]


def by_score(right: Float[torch.Tensor, "_right"], wrong: Float[torch.Tensor, "_wrong"]) -> Standing:
    sides = right.double().numpy(), wrong.double().numpy()
    return Standing(compare(*sides), *sides)


def compare(right: Float[np.ndarray, "right"], wrong: Float[np.ndarray, "wrong"]) -> Wins:
    """Who beats whom by scores."""
    gaps = right[:, None] - wrong[None, :]
    return np.where(np.isnan(gaps), np.nan, (np.sign(gaps) + 1) / 2)


def by_preference(reward: Reward[Sequence[Example]], some: Sequence[Contest]) -> list[Standing]:
    """Who beats whom by answers to pairs."""
    met = [(right, wrong) for each in some for right in each.right for wrong in each.wrong]
    if not met:
        return []
    said = [belief(reward, met[start : start + CHUNK]) for start in range(0, len(met), CHUNK)]
    beliefs = np.concatenate([values for values, _ in said])
    causes = [cause for _, some_causes in said for cause in some_causes]
    wins = np.where(np.isnan(beliefs), np.nan, (np.sign(beliefs - 0.5) + 1) / 2)
    ends = np.cumsum([len(each.right) * len(each.wrong) for each in some])
    return [
        Standing(
            part.reshape(len(each.right), len(each.wrong)),
            cause=next(filter(None, causes[end - part.size : end]), None),
        )
        for part, end, each in zip(np.split(wins, ends[:-1]), ends.tolist(), some, strict=True)
    ]


def belief(
    reward: Reward[Sequence[Example]], pairs: Sequence[tuple[Example, Example]]
) -> tuple[Float[np.ndarray, "n"], list[str | None]]:
    """The probability that each first response is preferred, whichever place it is shown in; and why, where there is none."""
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    with torch.no_grad():
        orders = [(first, second)] if reward.symmetric else [(first, second), (second, first)]
        said = [reward.verdicts(*sides) for sides in orders]
    values = [each.values.cpu().double().numpy() for each in said]
    # In this order, so that a judge who says the same of both places is undecided exactly.
    beliefs = values[0] if len(values) == 1 else 0.5 + (values[0] - values[1]) / 2
    causes = zip(*(each.errors or (None,) * len(pairs) for each in said), strict=True)
    return beliefs, [
        (next(filter(None, some), None) or "its preference is nan") if np.isnan(value) else None
        for value, some in zip(beliefs, causes, strict=True)
    ]
