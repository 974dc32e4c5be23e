"""Rewards that read their scores from a table, and comparisons made from words."""

from collections.abc import Callable, Mapping, Sequence

import pytest
import torch

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example, Scores


class Lookup(Reward[Sequence[Example]]):
    """Scores each response by a table; what is missing there fails with a reason."""

    def __init__(self, table: Mapping[str, float]) -> None:
        self.table = table
        self.asked: list[str] = []

    def score(self, batch: Sequence[Example]) -> Scores:
        self.asked += [each.response for each in batch]
        values = torch.tensor([self.table.get(each.response, float("nan")) for each in batch], dtype=torch.float64)
        errors = tuple(None if each.response in self.table else "not in the table" for each in batch)
        return Scores(values, errors=errors)


class Rule(Reward[Sequence[Example]]):
    """Scores each response by a function of its text."""

    def __init__(self, of: Callable[[str], float]) -> None:
        self.of = of

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([float(self.of(each.response)) for each in batch], dtype=torch.float64))


@pytest.fixture(scope="session")
def lookup() -> type[Lookup]:
    return Lookup


@pytest.fixture(scope="session")
def rule() -> type[Rule]:
    return Rule


@pytest.fixture(scope="session")
def compare() -> Callable[..., Comparisons]:
    """Comparisons from (prompt, chosen, rejected) and, where given, the target."""

    def made(*rows: tuple[object, ...], **fields: object) -> Comparisons:
        return Comparisons.of(
            Comparison(Example(str(p), str(a)), Example(str(p), str(b)), *map(float, rest), **fields)  # type: ignore[arg-type]
            for p, a, b, *rest in rows
        )

    return made
