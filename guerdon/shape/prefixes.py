"""A reward of whole responses as one of steps: what it says of each beginning."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import torch

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.types import Dense, Example, Scores


@dataclass(frozen=True)
class Prefixes(Reward[Sequence[Example]]):
    """q_k = r(prompt, the first k steps), and for the whole r of all of them.

    A model that learned from beginnings whether their ends come out right is a reward of steps in this way. The steps
    are those that examples have. A response with a failed beginning has failed.
    """

    reward: Reward[Sequence[Example]]

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.reward,)

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises GuerdonError where an example has no steps."""
        bare = [row for row, example in enumerate(batch, 1) if not example.steps]
        if bare:
            raise GuerdonError(f"{len(bare)} of {len(batch)} examples have no steps, the first is example {bare[0]}")
        beginnings = [list(accumulate(example.steps)) for example in batch]
        asked = [
            replace(example, response=text, steps=example.steps[:count])
            for example, texts in zip(batch, beginnings, strict=True)
            for count, text in enumerate(texts, 1)
        ]
        scores = self.reward.score(asked)
        counts = [len(texts) for texts in beginnings]
        units = scores.values.split(counts)
        ends = tuple(torch.tensor([len(text) for text in texts]) for texts in beginnings)
        whole = torch.stack([row[-1] + 0 * row.sum() for row in units]) if batch else scores.values
        return Scores(whole, Dense("step", units, ends), errors=firsts(scores.errors, counts))


def firsts(errors: tuple[str | None, ...] | None, counts: Sequence[int]) -> tuple[str | None, ...] | None:
    """The first reason among the steps of each response."""
    if errors is None:
        return None
    starts = [0, *accumulate(counts)]
    return tuple(
        next((why for why in errors[start : start + n] if why), None) for start, n in zip(starts, counts, strict=False)
    )
