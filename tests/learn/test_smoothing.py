"""Labels that move: by hand, carried from epoch to epoch under both solvers, and kept while a run is down."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    FineTune,
    FullBatch,
    Numbers,
    RewardModel,
    ScalarHead,
    Smoothing,
    checkpoint,
    fit,
)
from guerdon.learn.schedules.base import Lessons
from guerdon.records import Comparisons, Ratings
from guerdon.testbeds import Arms
from guerdon.types import Comparison, Example, Rating

ROWS = Comparisons.of(
    Comparison(Example(f"p{row}", f"{row}"), Example(f"p{row}", "0"), id=f"row {row}") for row in range(1, 4)
)


@pytest.fixture
def model() -> RewardModel:
    """r = 0.5 x."""
    made = RewardModel(Numbers(1), ScalarHead())
    torch.nn.init.constant_(made.head.linear.weight, 0.5)
    return made


def targets(records: Comparisons) -> list[float]:
    return [row.target for row in records]


def test_labels_move_a_share_of_the_way_to_the_belief(model):
    schedule = Smoothing(0.2)
    assert targets(schedule.before(0, model, ROWS)) == [1, 1, 1]
    # beliefs: sigmoid(0.5, 1, 1.5) = 0.622459, 0.731059, 0.817574; 0.8 + 0.2 * belief
    assert targets(schedule.before(1, model, ROWS)) == pytest.approx([0.924492, 0.946212, 0.963515], abs=1e-6)


def test_the_next_epoch_goes_on_from_the_labels_of_the_last(model):
    lessons = Lessons(Smoothing(0.2), ROWS)
    for epoch in range(3):
        records = lessons.next(epoch, model)
    # after two moves to the same belief b: 0.64 + 0.36 b
    assert targets(records) == pytest.approx([0.864085, 0.903181, 0.934327], abs=1e-6)
    assert [row.id for row in records] == ["row 1", "row 2", "row 3"]


def test_two_extremes(model):
    assert targets(Smoothing(0.0).before(5, model, ROWS)) == [1, 1, 1]
    assert targets(Smoothing(1.0).before(1, model, ROWS)) == pytest.approx([0.622459, 0.731059, 0.817574], abs=1e-6)


@pytest.mark.parametrize("beta", [-0.1, 1.5])
def test_a_share_that_is_none_is_refused(beta):
    with pytest.raises(ValueError, match="expected 0 to 1"):
        Smoothing(beta)


def test_ratings_have_no_labels_to_move(model):
    with pytest.raises(GuerdonError, match="moves the labels of comparisons, got ratings"):
        Smoothing().before(0, model, Ratings.of([Rating(Example("p", "1"), {"rating": 1.0})]))


def learned(folder: Path | None = None, beta: float = 0.3, patience: int | None = None) -> tuple[RewardModel, tuple]:
    world = Arms(4, seed=100)
    model = RewardModel(Numbers(4), ScalarHead())
    solver = FineTune(4, 10, learning_rate=0.1, checkpoint=folder, patience=patience)
    validation = world.every()
    fitted = fit(
        model, world.comparisons(40), BradleyTerry(), validation=validation, schedule=Smoothing(beta), solver=solver
    )
    return model, fitted.history


def test_labels_that_moved_survive_a_stop(tmp_path, monkeypatch):
    save = checkpoint.save

    def stop_after(*arguments: object) -> None:
        save(*arguments)
        if checkpoint.notes(tmp_path)["state"]["epoch"] == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "save", stop_after)
        with pytest.raises(KeyboardInterrupt):
            learned(tmp_path)
    assert 0.5 < min(checkpoint.notes(tmp_path)["state"]["targets"].values()) < 0.99
    resumed, straight = learned(tmp_path), learned()
    assert resumed[1] == straight[1]
    assert straight[1] != learned(beta=0.0)[1]
    for one, other in zip(resumed[0].head.parameters(), straight[0].head.parameters(), strict=True):
        assert one.equal(other)


def test_without_patience_the_last_weights_are_kept():
    last, history = learned(patience=None)
    losses = [row["validation_loss"] for row in history if "validation_loss" in row]
    assert len(losses) == 4
    every = list(Arms(4, seed=100).every())
    gap = last.score([row.chosen for row in every]).values - last.score([row.rejected for row in every]).values
    target = torch.tensor([row.target for row in every])
    loss = torch.nn.functional.binary_cross_entropy_with_logits(gap, target)
    assert float(loss) == pytest.approx(losses[-1], rel=1e-4)


def test_the_full_batch_solver_carries_labels_too(model):
    ties = Comparisons.of(replace(row, target=0.9) for row in ROWS)
    schedule = Smoothing(1.0)
    object.__setattr__(schedule, "epochs", 2)
    fit(model, ties, validation=ties, schedule=schedule, solver=FullBatch((0.01,)))
    twice = RewardModel(Numbers(1), ScalarHead())
    torch.nn.init.constant_(twice.head.linear.weight, 0.5)
    fit(twice, ties, validation=ties, solver=FullBatch((0.01,)))
    relabelled = Smoothing(1.0).before(1, twice, ties)
    fit(twice, relabelled, validation=ties, solver=FullBatch((0.01,)))
    examples = [row.chosen for row in ties]
    assert torch.allclose(model.score(examples).values, twice.score(examples).values, atol=1e-4)


def test_arms_are_compared_as_rarely_as_they_say():
    world = Arms(10, seed=100, quality=4.0)
    rows = list(world.comparisons(1000))
    arms = [{int(np.argmax(list(map(float, one.response.split())))) for one in (r.chosen, r.rejected)} for r in rows]
    assert sum(pair == {0, 1} for pair in arms) == 990
    assert {max(pair) for pair in arms} == set(range(1, 10))
    every = list(world.every())
    assert len(every) == 45
    gap = world.worth[0] - world.worth[1]
    assert every[0].target == pytest.approx(1 / (1 + np.exp(-4 * gap)))
    assert world.gold.score([world.example(3, "p")]).values.tolist() == pytest.approx([world.worth[3]], rel=1e-5)
