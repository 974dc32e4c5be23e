"""Classification and head starts against hand computation and independent formulas."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    Classification,
    Encoded,
    Encoder,
    FullBatch,
    RewardModel,
    ScalarHead,
    fit,
    head_start,
)
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.model import Forward
from guerdon.records import Comparisons, Ratings
from guerdon.shape import Measure
from guerdon.types import Comparison, Example, Rating, Scores


class Numbers(Encoder):
    """Reads a response as numbers."""

    frozen = True

    def __init__(self) -> None:
        super().__init__()
        self.blocks = {"numbers": 2}

    def forward(self, items: Sequence[Example]) -> Encoded:
        return Encoded(
            torch.tensor([[float(x) for x in item.response.split()] for item in items]), self.blocks, tuple(items)
        )

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Numbers":
        return cls()


def drawn(n: int, seed: int) -> Comparisons:
    """Pairs of points, the one of larger x + y preferred with probability sigmoid(2 gap)."""
    generator = torch.Generator().manual_seed(seed)
    rows = []
    for place in range(n):
        a, b = torch.randn(2, 2, generator=generator)
        if torch.rand((), generator=generator) > torch.sigmoid(2 * (a - b).sum()):
            a, b = b, a
        texts = [f"{point[0]:.4f} {point[1]:.4f}" for point in (a, b)]
        rows.append(Comparison(*(Example(f"p{place}", text) for text in texts)))
    return Comparisons.of(rows)


def test_classification_by_hand():
    rows = [
        Comparison(Example("p", "a"), Example("p", "b"), target=1.0, weight=3.0),
        Comparison(Example("q", "c"), Example("q", "d"), target=0.8),
    ]
    model = RewardModel(Numbers(), ScalarHead())
    scores = torch.tensor([2.0, 0.0, -1.0, 1.0])  # a, c, then b, d
    loss = Classification()(Forward(model, lambda responses: Scores(scores)), ComparisonBatch(rows)).total

    def sigmoid(x: float) -> float:
        return 1 / (1 + math.exp(-x))

    first = -(math.log(sigmoid(2)) + math.log(sigmoid(1))) / 2
    second = -(math.log(0.5) + 0.2 * math.log(sigmoid(1)) + 0.8 * math.log(sigmoid(-1))) / 2
    assert float(loss) == pytest.approx((3 * first + second) / 4, abs=1e-5)


def test_classification_wants_comparisons():
    ratings = Ratings.of([Rating(Example("p", "1 2"), {"overall": 1})])
    with pytest.raises(GuerdonError, match="use Regression"):
        Classification().check(RewardModel(Numbers(), ScalarHead()), ratings)


def test_the_margin_of_a_head_start_is_what_the_start_already_sees():
    rows = Comparisons.of([Comparison(Example("p", "one two three"), Example("p", "one"))])
    row = head_start(rows, Measure("log_words"))[0]
    assert row.margin == pytest.approx(math.log(2) - math.log(4), abs=1e-6)


def test_bradley_terry_with_the_margin_sees_the_gap_of_the_sum():
    rows = drawn(50, seed=1)
    start, correction = (RewardModel(Numbers(), ScalarHead()) for _ in range(2))
    with torch.no_grad():
        start.head.linear.weight.copy_(torch.tensor([[0.5, -1.0]]))
        correction.head.linear.weight.copy_(torch.tensor([[1.5, 0.3]]))
    batch = ComparisonBatch(list(head_start(rows, start)))
    with_margin = BradleyTerry(margin="margin")(Forward(correction, correction.score), batch).total
    whole = start + correction
    gaps = whole.score([row.chosen for row in rows]).values - whole.score([row.rejected for row in rows]).values
    assert float(with_margin) == pytest.approx(float(-torch.nn.functional.logsigmoid(gaps).mean()), abs=1e-5)


def test_a_correction_under_a_strong_penalty_stays_at_the_start_and_under_none_reaches_plain_training():
    rows = drawn(600, seed=2)
    start = RewardModel(Numbers(), ScalarHead())
    with torch.no_grad():
        start.head.linear.weight.copy_(torch.tensor([[1.0, -1.0]]))  # half wrong
    points = [Example("p", text) for text in ("1 0", "0 1")]

    def learned(records: Comparisons, objective: BradleyTerry, l2: float) -> RewardModel:
        model = RewardModel(Numbers(), ScalarHead())
        fit(model, records, objective, solver=FullBatch((l2,)), seed=0)
        return model

    margin = BradleyTerry(margin="margin")
    near = start + learned(head_start(rows, start), margin, 1e4)
    far = start + learned(head_start(rows, start), margin, 1e-6)
    plain = learned(rows, BradleyTerry(), 1e-6)
    for reward, goal, tolerance in ((near, start, 1e-2), (far, plain, 0.05)):
        gap, wanted = (each.score(points).values.diff().item() for each in (reward, goal))
        assert gap == pytest.approx(wanted, abs=tolerance)
