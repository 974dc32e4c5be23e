"""Rewards that read their scores from a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
import torch

from guerdon.reward import Reward
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Told(Reward[Sequence[Example]]):
    """Scores each response by a table; what is missing there fails with a reason."""

    table: Mapping[str, float] = field(default_factory=dict)

    def score(self, batch: Sequence[Example]) -> Scores:
        values = torch.tensor([self.table.get(each.response, float("nan")) for each in batch])
        errors = tuple(None if each.response in self.table else f"nothing told of {each.response}" for each in batch)
        return Scores(values, errors=errors)


@pytest.fixture
def told() -> type[Told]:
    return Told
