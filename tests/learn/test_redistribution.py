"""Returns given out to units, against losses worked out by hand and solutions in closed form."""

import numpy as np
import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import BradleyTerry, FullBatch, Regression, RewardModel, ScalarHead, StepNumbers, UnitHead, fit
from guerdon.learn.batch import batched
from guerdon.learn.model import Forward
from guerdon.learn.objectives.redistribution import LocalLabels, RandomReturn, ReturnRedistribution
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating


def stepped(*values: float, prompt: str = "") -> Example:
    steps = tuple(f"{value:g}\n" for value in values)
    return Example(prompt, "".join(steps), steps=steps)


def spans(example: Example, labels) -> tuple[tuple[int, float], ...]:
    return tuple(zip(np.cumsum([len(step) for step in example.steps]).tolist(), labels, strict=True))


@pytest.fixture
def summing() -> RewardModel:
    """A head whose units are worth the number that they are."""
    model = RewardModel(StepNumbers(1), UnitHead("sum"))
    model.head.standardise(torch.tensor([[-1.0], [1.0]]))
    with torch.no_grad():
        model.head.linear.weight.fill_(float(model.head.spread))
        model.head.linear.bias.fill_(float(model.head.centre))
    return model


def loss(model, objective, records) -> float:
    return float(objective(Forward(model, model.score), batched(records, list(records))).total.detach())


def test_local_labels_by_hand(summing):
    first, second = stepped(1, 2, 3), stepped(-1)
    rows = Ratings.of(
        [
            Rating(first, {"rating": 1.0}, spans=spans(first, [1, 0, 1])),
            Rating(second, {"rating": 0.0}, spans=spans(second, [1]), weight=0.5),
        ]
    )
    # errors 0, 2, 2 at weight 1 and -2 at weight 1/2
    assert loss(summing, LocalLabels(), rows) == pytest.approx((0 + 4 + 4 + 0.5 * 4) / 3.5)
    assert loss(summing, Regression("rating"), rows) == pytest.approx(((6 - 1) ** 2 + 0.5 * 1) / 1.5)


def test_redistribution_by_hand(summing):
    rows = Comparisons.of([Comparison(stepped(1, 3), stepped(0, -2))])

    def first_counts(examples):
        return [torch.tensor([0.75, 0.25]) for _ in examples]

    # returns 4 and -2: targets 3, 1 and -1.5, -0.5
    assert loss(summing, ReturnRedistribution(first_counts), rows) == pytest.approx((4 + 4 + 2.25 + 2.25) / 4)
    with pytest.raises(GuerdonError, match="2 token rewards and 3 importances"):
        loss(summing, ReturnRedistribution(lambda examples: [torch.ones(3) / 3] * 2), rows)


def test_a_part_of_the_units_estimates_the_whole(summing):
    example = stepped(1, 2, 3, 6)
    rows = Ratings.of([Rating(example, {"rating": 12.0})])
    assert loss(summing, RandomReturn(9), rows) == pytest.approx(0, abs=1e-6)
    torch.manual_seed(0)
    drawn = [loss(summing, RandomReturn(2), rows) for _ in range(300)]
    # of the six pairs, twice their sums are 6, 8, 14, 10, 16, 18
    assert np.mean(drawn) == pytest.approx(np.mean([(12 - s) ** 2 for s in (6, 8, 14, 10, 16, 18)]), rel=0.1)


def test_parts_are_found_that_sum_to_what_is_rated():
    rng = np.random.default_rng(0)
    rows = []
    for number in range(60):
        values = rng.normal(size=int(rng.integers(2, 6)))
        example = stepped(*values, prompt=f"p{number}")
        read = [float(step) for step in example.steps]
        rows.append(Rating(example, {"rating": 2 * sum(read) + 0.5 * len(read)}))
    model = RewardModel(StepNumbers(1), UnitHead("sum"))
    fit(model, Ratings.of(rows), Regression("rating"), solver=FullBatch(l2=(1e-9,), iterations=300))
    dense = model.score([stepped(1, -1)]).dense
    assert dense is not None
    assert dense.values[0].tolist() == pytest.approx([2.5, -1.5], abs=0.02)


def test_what_does_not_fit_is_said_before_training():
    rated = Ratings.of([Rating(stepped(1, prompt=str(n)), {"rating": 1.0}) for n in range(3)])
    whole = RewardModel(StepNumbers(1), ScalarHead())
    parts = RewardModel(StepNumbers(1), UnitHead("sum"))
    with pytest.raises(GuerdonError, match="reads spans, which 3 of 3"):
        LocalLabels().check(parts, rated)
    even = ReturnRedistribution(lambda examples: [torch.ones(1) for _ in examples])
    with pytest.raises(GuerdonError, match="needs scores of units, which ScalarHead"):
        (BradleyTerry() + even).check(whole, Comparisons.of([Comparison(stepped(1), stepped(2))]))
    with pytest.raises(GuerdonError, match="RandomReturn needs scores of units"):
        RandomReturn(2).check(whole, rated)
