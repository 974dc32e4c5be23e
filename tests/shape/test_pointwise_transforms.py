"""Transforms of single rewards: by hand, their gradients, and what they keep."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon import load
from guerdon.errors import GuerdonError
from guerdon.papers import cite
from guerdon.shape import Affine, Clip, Delta, LogSigmoid, Measure, Squash, Total, Units
from guerdon.types import Dense, Example, Scores

EVERY = (Affine(2.0, 1.0), Clip(-1.0, 1.0), Squash(), LogSigmoid())
NONE = ()


def steps(*rows: list[float]) -> Scores:
    """Step rewards, each response's value their mean."""
    units = tuple(torch.tensor(row) for row in rows)
    ends = tuple(torch.arange(1, len(row) + 1) for row in rows)
    return Scores(torch.stack([row.mean() for row in units]), Dense("step", units, ends))


def test_each_by_hand():
    values = torch.tensor([-3.0, 0.0, 2.0])
    assert Affine(2.0, 1.0).mapped(values).tolist() == [-8, -2, 2]
    assert Clip(-1.0, 1.0).mapped(values).tolist() == [-1, 0, 1]
    assert Clip(high=0.5).mapped(values).tolist() == [-3, 0, 0.5]
    expected = [1 / (1 + math.exp(3)), 0.5, 1 / (1 + math.exp(-2))]
    assert Squash().mapped(values).tolist() == pytest.approx(expected)
    assert LogSigmoid().mapped(values).tolist() == pytest.approx([math.log(p) for p in expected])


@pytest.mark.parametrize("change", EVERY)
@given(st.lists(st.floats(-30, 30), min_size=2, max_size=6, unique=True))
def test_none_turns_an_order_and_the_slope_is_the_gradient(change, drawn):
    values = torch.tensor(sorted(drawn), dtype=torch.float64)
    assert (change.mapped(values).diff() >= 0).all()
    middle = values + 1e-4  # off the corners of a clip
    nudged = (change.mapped(middle + 1e-6) - change.mapped(middle - 1e-6)) / 2e-6
    assert torch.allclose(change.slope(middle), nudged, atol=1e-4)


@pytest.mark.parametrize("change", EVERY)
def test_failures_parts_and_gradients_are_kept_and_the_spread_goes_along(change):
    values = torch.tensor([0.3, math.nan], requires_grad=True)
    told = Scores(values, std=torch.tensor([2.0, 1.0]), parts={"a": values}, errors=(None, "it failed"))
    scores = change(told, [])
    assert scores.failed == (1,)
    assert scores.errors == (None, "it failed")
    assert scores.parts["a"] is values
    scores.values[0].backward()
    assert scores.std[0] == pytest.approx(2 * abs(float(values.grad[0])))


def test_a_log_sigmoid_is_below_its_argument_and_below_zero():
    values = torch.linspace(-9, 20, 41, dtype=torch.float64)
    assert (LogSigmoid().mapped(values) < torch.minimum(values, torch.zeros(()))).all()
    assert "wang2024transforming" in {paper.key for paper in cite(Measure("bold") >> LogSigmoid())}


def test_bounds_that_bound_nothing_are_refused():
    with pytest.raises(ValueError, match="needs a bound"):
        Clip()
    with pytest.raises(ValueError, match="low is above high"):
        Clip(1.0, 0.0)


def test_standardising_by_hand(told):
    reward = told({"a": 1.0, "b": 3.0, "c": 8.0})
    answers = [Example("p", name) for name in "abc"]
    fitted = Affine.standardising(reward, answers)
    assert fitted.centre == 4
    assert fitted.scale == pytest.approx(1 / math.sqrt(13))  # (9 + 1 + 16) / 2
    with pytest.raises(GuerdonError, match="2 responses of one score have no scale"):
        Affine.standardising(reward, answers[:1] * 2)
    with pytest.raises(GuerdonError, match="1 responses of one score"):
        Affine.standardising(reward, answers[:1])


def test_units_change_and_whole_responses_do_not():
    scores = Units(Clip(high=0.5))(steps([0.25, 0.75], [1.0]), NONE)
    assert [row.tolist() for row in scores.dense.values] == [[0.25, 0.5], [0.5]]
    assert scores.values.tolist() == [0.5, 1.0]
    assert Total()(scores, NONE).values.tolist() == [0.75, 0.5]
    assert Total("min")(scores, NONE).values.tolist() == [0.25, 0.5]


def test_a_response_without_units_has_no_total():
    scores = Total()(
        Scores(torch.zeros(1), Dense("step", (torch.zeros(0),), (torch.zeros(0, dtype=torch.long),))), NONE
    )
    assert scores.errors == ("it has no step rewards",)
    assert math.isnan(scores.values[0])


@pytest.mark.parametrize("fillers", [0, 1, 5, 50])
def test_only_the_plain_sum_pays_for_steps_that_do_nothing(fillers):
    told = steps([0.6, *[0.8] * fillers, 0.9])
    eta = Units(Affine(centre=0.8)), Units(Clip(high=0.0))

    def total(*transforms):
        scores = told
        for transform in (*transforms, Total()):
            scores = transform(scores, NONE)
        return float(scores.values[0])

    assert total() == pytest.approx(1.5 + 0.8 * fillers)
    assert total(*eta) == pytest.approx(-0.2)
    assert total(Delta()) == pytest.approx(0.6)
    assert total(*eta, Delta()) == pytest.approx(-0.2)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=9))
def test_the_return_from_any_step_but_the_last_is_its_own_score(row):
    told = steps(row)
    shaped = Delta()(told, NONE).dense.values[0]
    assert shaped[-1] == 0
    assert shaped.flip(0).cumsum(0).flip(0)[:-1].tolist() == pytest.approx(told.dense.values[0][:-1].tolist(), abs=1e-4)


def test_one_step_gets_nothing():
    assert [row.tolist() for row in Delta()(steps([0.7], [0.5, 0.1]), NONE).dense.values] == [[0.0], [0.5, 0.0]]


def test_whole_responses_have_no_units():
    for transform in (Units(Squash()), Total(), Delta()):
        with pytest.raises(GuerdonError, match="these scores have none"):
            (Measure("log_words") >> transform).score([Example("p", "one")])


def test_chains_of_transforms_are_saved(tmp_path):
    reward = Measure("log_words") >> Affine(2.0) >> Clip(high=3.0) >> LogSigmoid()
    reward.save(tmp_path / "chain")
    batch = [Example("p", "one two"), Example("p", "one " * 30)]
    assert load(tmp_path / "chain").score(batch).values.equal(reward.score(batch).values)
