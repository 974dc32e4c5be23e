"""Chosen checks add to a reward, others abstain, and failures are passed on."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
import torch

import guerdon
from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.shape import Measure, RoutedSum
from guerdon.types import Example, Scores
from guerdon.verify import Always, Constraints, Router, StatesConstraints

BATCH = [
    Example("Use at most 2 words, and no commas.", "a b c"),
    Example("Use at most 2 words.", "a b"),
    Example("Hi", "Hello"),
]


@dataclass(frozen=True)
class Fails(Reward[Sequence[Example]]):
    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.full((len(batch),), torch.nan), errors=("no power",) * len(batch))


@dataclass(frozen=True)
class Elsewhere(Router):
    def __call__(self, batch: Sequence[Example]) -> list[frozenset[str]]:
        return [frozenset({"nothing"})] * len(batch)


def test_by_hand():
    base = Measure("bold")  # 0 for all of these
    reward = RoutedSum(base, {"constraints": Constraints()}, StatesConstraints(), {"constraints": 2.0})
    scores = reward.score(BATCH)
    assert scores.parts["constraints"].tolist() == [0.5, 1, 0.5]  # one of two kept, all, abstained
    assert scores.parts["chosen"].tolist() == [1, 1, 0]
    assert torch.allclose(scores.values, scores.parts["base"] + 2 * scores.parts["constraints"])
    assert scores.errors is None


def test_a_chosen_check_that_fails_is_no_abstention():
    reward = RoutedSum(
        Measure("bold"), {"fact": Fails(), "constraints": Constraints()}, Always("fact") | StatesConstraints()
    )
    scores = reward.score(BATCH)
    assert scores.values.isnan().all()
    assert scores.errors == ("fact: no power",) * 3
    assert scores.parts["constraints"].tolist() == [0.5, 1, 0.5]


def test_names_must_agree():
    with pytest.raises(GuerdonError, match="weight for 'facts'"):
        RoutedSum(Measure("bold"), {}, StatesConstraints(), {"facts": 1.0})
    with pytest.raises(GuerdonError, match="chose 'nothing'"):
        RoutedSum(Measure("bold"), {}, Elsewhere()).score(BATCH)


def test_it_is_saved_and_cites_its_source(tmp_path):
    reward = RoutedSum(
        Measure("bold"), {"constraints": Constraints()}, StatesConstraints() | Always("constraints"), abstain=0.25
    )
    reward.save(tmp_path / "reward")
    assert guerdon.load(tmp_path / "reward") == reward
    assert {"peng2025agentic", "zhou2023ifeval"} <= {paper.key for paper in guerdon.cite(reward)}


def test_nothing_of_nothing():
    assert len(RoutedSum(Measure("bold"), {"constraints": Constraints()}, StatesConstraints()).score([])) == 0
