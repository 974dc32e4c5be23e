"""Panels: votes, margins and soft labels by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.feedback import judge_panel, margin_by_agreement, target_by_agreement
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example, Scores


@dataclass(frozen=True)
class Slope(Reward[Sequence[Example]]):
    """r = slope times the number that the response is."""

    slope: float

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([self.slope * float(example.response) for example in batch]))


SURE, OPPOSED = Slope(1e3), Slope(-1e3)


def pair(name: str, chosen: float, rejected: float, **fields: float) -> Comparison:
    return Comparison(Example(name, str(chosen)), Example(name, str(rejected)), **fields)


def test_agreement_is_the_share_of_votes_for_the_label():
    data = Comparisons.of([pair("a", 1, 0), pair("b", 0, 1), pair("c", 0, 1, target=0.0)])
    found = list(judge_panel(data, [SURE, SURE, SURE, OPPOSED]))
    assert [row.agreement for row in found] == [0.75, 0.25, 0.75]
    assert [row.chosen.response for row in found] == ["1", "0", "1"]  # the last one turned, its target with it
    assert [row.target for row in found] == [1, 1, 1]
    assert [row.id for row in found] == [row.id for row in data]


def test_votes_are_drawn_by_the_judge_s_probability():
    data = Comparisons.of(pair(str(n), 1, 0) for n in range(300))
    said = [row.agreement for row in judge_panel(data, [Slope(1.0)] * 10, seed=1)]
    assert sum(said) / 300 == pytest.approx(0.7311, abs=0.03)  # sigmoid(1); the judges vote apart
    assert len(set(said)) > 4
    assert said == [row.agreement for row in judge_panel(data, [Slope(1.0)] * 10, seed=1)]
    assert said != [row.agreement for row in judge_panel(data, [Slope(1.0)] * 10, seed=2)]


def test_margins_are_small_where_people_are_split():
    rows = [pair(str(p), 1, 0, agreement=p) for p in (0.2, 0.5, 0.75, 1.0)]
    assert [row.margin for row in margin_by_agreement(Comparisons.of(rows), 2.0)] == [0, 0, 1.0, 2.0]


def test_the_share_becomes_the_target():
    rows = [pair(str(p), 1, 0, agreement=p) for p in (0.2, 1.0)]
    found = list(target_by_agreement(Comparisons.of(rows)))
    assert [row.target for row in found] == [0.2, 1.0]
    assert [row.id for row in found] == [row.id for row in rows]


def test_what_cannot_be_judged_is_refused():
    data = Comparisons.of([pair("a", 1, 0)])
    with pytest.raises(GuerdonError, match="at least one judge"):
        judge_panel(data, [])
    with pytest.raises(GuerdonError, match="judge 2 has no answer to 1 comparisons"):
        judge_panel(data, [SURE, Slope(float("nan"))])
    for use in (margin_by_agreement, target_by_agreement):
        with pytest.raises(GuerdonError, match="has no agreement: ask a panel"):
            use(data)
