"""Sources in one loss: weights by hand, gradients, and what is refused."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    BySource,
    Evenly,
    FineTune,
    Forward,
    MinNorm,
    MLPHead,
    Numbers,
    RewardModel,
    ScalarHead,
    SourceWeights,
    Worst,
    fit,
)
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.objectives.by_source import slopes
from guerdon.records import Comparisons
from guerdon.testbeds import Sources
from guerdon.types import Comparison, Example


def pair(source: str | None, gap: str, name: str = "") -> Comparison:
    return Comparison(Example(f"p{source}{name}", gap), Example(f"p{source}{name}", "0 0"), source=source)


ROWS = [pair("a", "1 0"), pair("a", "2 0", "x"), pair("b", "0 1"), pair("c", "-1 0")]


def model() -> RewardModel:
    """r = w . x with w = (1, 0)."""
    made = RewardModel(Numbers(2), ScalarHead())
    with torch.no_grad():
        made.head.linear.weight.copy_(torch.tensor([[1.0, 0.0]]))
    return made


def forward(made: RewardModel) -> Forward:
    return Forward(made, lambda examples: made.network(made.encoder.prepare(examples)))


def bt(gap: float) -> float:
    return float(np.log1p(np.exp(-gap)))


LOSSES = {"a": (bt(1) + bt(2)) / 2, "b": bt(0), "c": bt(-1)}


def test_equal_weights_by_hand():
    found = BySource(BradleyTerry(), Evenly())(forward(model()), ComparisonBatch(ROWS))
    assert float(found.total.detach()) == pytest.approx(sum(LOSSES.values()) / 3)
    assert {name: float(weight) for name, weight in found.parts.items()} == pytest.approx(
        {"weight/a": 1 / 3, "weight/b": 1 / 3, "weight/c": 1 / 3}
    )


def test_the_worst_source_by_hand():
    found = BySource(BradleyTerry(), Worst(temperature=0.5))(forward(model()), ComparisonBatch(ROWS))
    raw = np.exp(np.array(list(LOSSES.values())) / 0.5)
    assert [float(weight) for weight in found.parts.values()] == pytest.approx((raw / raw.sum()).tolist())


def test_slopes_are_the_gradients_of_each_source():
    made = model()
    rows = ComparisonBatch(ROWS)
    scores = forward(made).scores(rows.responses).values
    gaps = scores[:4] - scores[4:]
    found = slopes(made, torch.nn.functional.softplus(-gaps))
    # d/dw log(1 + exp(-w . x)) = -x sigmoid(-w . x); the constant cancels in a pair
    sigmoid = [1 / (1 + np.exp(gap)) for gap in (1, 2, 0, -1)]
    expected = [[-x * s, -y * s, 0] for (x, y), s in zip([(1, 0), (2, 0), (0, 1), (-1, 0)], sigmoid, strict=True)]
    assert torch.allclose(found, torch.tensor(expected, dtype=torch.float32), atol=1e-6)


def test_min_norm_weights_make_a_descent_for_all():
    rows = [pair("a", "1 0"), pair("b", "1 1"), pair("c", "-0.2 1")]
    made = model()
    found = BySource(BradleyTerry(), MinNorm())(forward(made), ComparisonBatch(rows))
    found.total.backward()
    step = torch.cat([weight.grad.flatten() for weight in made.head.parameters()])
    scores = forward(made).scores(ComparisonBatch(rows).responses).values
    each = slopes(made, torch.nn.functional.softplus(scores[3:] - scores[:3]))
    assert (each @ step > 0).all()
    assert sum(float(weight) for weight in found.parts.values()) == pytest.approx(1)


def test_directions_alone_count_at_length_one():
    # gradients along one line: by length the shorter has all the weight, by direction neither is better
    rows = [pair("a", "1 0"), pair("b", "9 0")]
    by_length = BySource(BradleyTerry(), MinNorm(unit=False))(forward(model()), ComparisonBatch(rows))
    assert [float(weight) for weight in by_length.parts.values()] == [0, 1]  # 9 sigmoid(-9) < sigmoid(-1)
    opposed = [pair("a", "1 0"), pair("b", "-3 0")]
    by_direction = BySource(BradleyTerry(), MinNorm())(forward(model()), ComparisonBatch(opposed))
    assert [float(weight) for weight in by_direction.parts.values()] == pytest.approx([0.5, 0.5])


@dataclass(frozen=True)
class Unasked(SourceWeights):
    """Fails where it is asked."""

    def __call__(self, losses, slopes):
        raise AssertionError("nothing learns here")


def test_where_nothing_learns_all_count_the_same():
    with torch.no_grad():
        found = BySource(BradleyTerry(), Unasked())(forward(model()), ComparisonBatch(ROWS))
    assert float(found.total.detach()) == pytest.approx(sum(LOSSES.values()) / 3)


@pytest.mark.parametrize("how", [Evenly(), MinNorm(), Worst()])
def test_sources_that_agree_are_learned(how):
    world = Sources(seed=1, width=4, conflict=0.0, quality=10.0)
    made = RewardModel(Numbers(4), MLPHead((8,)))
    train, test = world.comparisons(400).split(0.25)
    fit(made, train, BySource(BradleyTerry(), how), solver=FineTune(8, 50, learning_rate=0.05))
    rows = list(test)
    assert made.prefer([row.chosen for row in rows], [row.rejected for row in rows]).mean() > 0.8


def test_what_does_not_fit_is_refused():
    objective = BySource(BradleyTerry(), Evenly())
    one = Comparisons.of(pair("a", "1 0", str(n)) for n in range(40))
    with pytest.raises(GuerdonError, match="at least two sources, and all rows are of 'a'"):
        fit(model(), one, objective)
    some = Comparisons.of(pair(None if n else "a", "1 0", str(n)) for n in range(40))
    with pytest.raises(GuerdonError, match="at least two sources, and some rows name none"):
        fit(model(), some, objective)
