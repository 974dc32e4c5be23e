"""A reward without what a straight line of the surface explains of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from jaxtyping import Float

from guerdon.errors import GuerdonError
from guerdon.reward import Reward, Transform
from guerdon.surface import ATTRIBUTES
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Residualise(Transform[Sequence[Example]]):
    """r' = r - b . a(response), with b from the least-squares line r ~ c + b . a over some responses.

    On those responses r' is uncorrelated with every attribute. What quality and the attribute share is taken away
    with it, so where longer answers are truly better this costs accuracy; it is the simple control that any method
    against a bias has to beat.

    >>> clean = reward >> Residualise.of(reward, train_responses, "log_words")
    """

    attributes: tuple[str, ...]
    """Names in ``guerdon.surface.ATTRIBUTES``."""
    slopes: tuple[float, ...]
    """The change of the reward for each unit of each attribute."""

    @classmethod
    def of(cls, reward: Reward[Sequence[Example]], responses: Sequence[Example], *attributes: str) -> Self:
        """Fits the line.

        Args:
            reward: what is to be cleaned.
            responses: to fit on, such as those of the training comparisons; more than attributes.
            attributes: names in ``guerdon.surface.ATTRIBUTES``.

        Raises:
            GuerdonError: there are too few responses, or an attribute is unknown.
            ScoringError: some scores failed.
        """
        unknown = [name for name in attributes if name not in ATTRIBUTES]
        if unknown:
            raise GuerdonError(f"there is no attribute {unknown[0]!r}; known: {', '.join(ATTRIBUTES)}")
        if len(responses) <= len(attributes) + 1:
            raise GuerdonError(f"{len(responses)} responses are too few to fit {len(attributes)} slopes: bring more")
        rewards = reward.score(responses).require().values.detach().double().numpy()
        seen = measured(responses, attributes)
        slopes = np.linalg.lstsq(seen - seen.mean(0), rewards - rewards.mean(), rcond=None)[0]
        return cls(attributes, tuple(slopes.tolist()))

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Scores:
        explained = torch.from_numpy(measured(batch, self.attributes) @ np.array(self.slopes)).to(scores.values)
        return replace(scores, values=scores.values - explained)


def measured(responses: Sequence[Example], attributes: Sequence[str]) -> Float[np.ndarray, "n attributes"]:
    """The attributes of each response."""
    rows = [[ATTRIBUTES[name](each.response) for name in attributes] for each in responses]
    return np.array(rows, dtype=float).reshape(len(responses), len(attributes))
