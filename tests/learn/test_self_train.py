"""Self-training: what is kept and how it is labelled, by hand; that no label of the pool leaks; bad input."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import FullBatch, Numbers, RewardModel, ScalarHead, SelfTrain, fit
from guerdon.learn.schedules.self_train import logits
from guerdon.records import Comparisons, Ratings
from guerdon.testbeds import Linear
from guerdon.types import Comparison, Example, Rating


def pair(name: str, first: float, second: float, target: float = 1.0) -> Comparison:
    return Comparison(Example(name, str(first)), Example(name, str(second)), target=target, id=name)


LABELLED = Comparisons.of([pair("known", 1.0, 0.0)])
# log odds 2, -3, 0.5, -1: confidences 0.8808, 0.9526, 0.6225, 0.7311
POOL = Comparisons.of([pair("a", 2, 0), pair("b", 0, 3), pair("c", 0.5, 0), pair("d", 0, 1)])


@pytest.fixture
def model() -> RewardModel:
    """r = x."""
    made = RewardModel(Numbers(1), ScalarHead())
    torch.nn.init.ones_(made.head.linear.weight)
    return made


def kept(schedule: SelfTrain, model: RewardModel, epoch: int = 1) -> dict[str, Comparison]:
    return {row.id: row for row in schedule.before(epoch, model, LABELLED)}


def test_the_first_epoch_is_supervised(model):
    assert SelfTrain(POOL).before(0, model, LABELLED) is LABELLED
    assert SelfTrain(POOL, rounds=3).epochs == 4


def test_what_the_model_is_sure_of_is_kept_with_its_own_label(model):
    rows = kept(SelfTrain(POOL, 0.8), model)
    assert list(rows) == ["known", "a", "b"]
    assert (rows["b"].chosen.response, rows["b"].rejected.response) == ("3", "0")
    assert (rows["b"].target, rows["b"].provenance, rows["known"].provenance) == (1.0, "pseudo", "human")
    assert list(kept(SelfTrain(POOL, 0.7), model)) == ["known", "a", "b", "d"]
    assert list(kept(SelfTrain(POOL, 0.5), model)) == ["known", "a", "b", "c", "d"]


def test_notes_by_hand(model):
    schedule = SelfTrain(POOL, 0.8)
    # two of four are kept; a agrees with the pool's label, b does not
    assert schedule.notes(schedule.before(1, model, LABELLED)) == {"coverage": 0.5, "precision": 0.5}
    assert schedule.notes(LABELLED) == {"coverage": 0.0}
    unknown = SelfTrain(Comparisons.of(replace(row, target=0.5) for row in POOL), 0.8)
    assert unknown.notes(unknown.before(1, model, LABELLED)) == {"coverage": 0.5}


def test_confidence_is_measured_on_pairs_held_back(model):
    gaps = np.linspace(0.5, 4, 60)
    # of pairs with log odds g only sigmoid(g / 2) are right: the temperature is 2
    held = Comparisons.of(
        pair(f"h{row}", gap, 0.0, target=float(1 / (1 + np.exp(-gap / 2)))) for row, gap in enumerate(gaps)
    )
    schedule = SelfTrain(POOL, 0.8, held=held)
    assert schedule.temperature(model) == pytest.approx(2, abs=1e-3)
    assert list(kept(schedule, model)) == ["known", "b"]  # sigmoid(1.5) = 0.8176, sigmoid(1) = 0.7311


def test_no_label_of_the_pool_reaches_training():
    world = Linear(4, 100, quality=2.0)
    rows = list(world.comparisons(200))
    labelled, pool = Comparisons.of(rows[:40]), rows[40:]
    draw = np.random.default_rng(0)
    turned = [row.flipped() if draw.random() < 0.5 else replace(row, target=0.0, agreement=0.1) for row in pool]

    def weights(rows: list[Comparison]) -> torch.Tensor:
        model = RewardModel(Numbers(4), ScalarHead())
        schedule = SelfTrain(Comparisons.of(rows), 0.7, rounds=2)
        fitted = fit(model, labelled, schedule=schedule, solver=FullBatch((0.01,)))
        assert [row["epoch"] for row in fitted.history if "coverage" in row] == [1, 2, 3]
        return model.head.linear.weight.detach()

    assert torch.allclose(weights(pool), weights(turned), atol=1e-4)


class Partial(ScalarHead):
    """Adds 1 to the log odds of whatever stands first."""

    def gap(self, first, second):
        return first.values - second.values + 1


def test_a_preference_for_the_first_place_cancels(model):
    partial = RewardModel(Numbers(1), Partial())
    torch.nn.init.ones_(partial.head.linear.weight)
    rows = [pair("x", 1, 1), pair("y", 2, 0)]
    # y: (sigmoid(3) + 1 - sigmoid(-1)) / 2 = (0.952574 + 0.731059) / 2 = 0.841817, log odds 1.6720
    assert logits(partial, rows).tolist() == pytest.approx([0, 1.6720], abs=1e-3)
    assert logits(model, rows).tolist() == pytest.approx([0, 2], abs=1e-6)


@pytest.mark.parametrize("threshold", [0.4, 1.0])
def test_a_threshold_that_is_no_confidence_is_refused(threshold):
    with pytest.raises(ValueError, match=r"expected 0\.5 to 1"):
        SelfTrain(POOL, threshold)


def test_ratings_are_refused(model):
    with pytest.raises(GuerdonError, match="learns from comparisons, got ratings"):
        SelfTrain(POOL).before(1, model, Ratings.of([Rating(Example("p", "1"), {"rating": 1.0})]))
