"""Fine-tuning: that it learns, that padding and accumulation change nothing, and that the same task gives the same."""

import math
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    FineTune,
    Forward,
    Regression,
    RewardModel,
    ScalarHead,
    Schedule,
    TextEncoder,
    fit,
)
from guerdon.learn.batch import ComparisonBatch
from guerdon.records import Comparisons, Ratings
from guerdon.transformer import slicing
from guerdon.types import Comparison, Example, Rating

QUICK = FineTune(batch_size=8, learning_rate=3e-3)


def made(name: str, **options: object) -> RewardModel:
    return RewardModel(TextEncoder(name, **options), ScalarHead())


def weights(model: RewardModel) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in model.network.state_dict().items()}


def distance(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> float:
    assert set(first) == set(second)
    return max(float((first[name] - second[name]).abs().max()) for name in first)


def still(name: str) -> RewardModel:
    """A model without dropout, so that the order in which texts pass it draws no random numbers."""
    model = made(name)
    for module in model.network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    return model


@pytest.mark.parametrize("kind", ["bert", "causal", "chat"])
def test_it_learns(kind, prefer, request):
    model, test = made(request.getfixturevalue(kind)), prefer(40, seed=9)
    fitted = fit(model, prefer(160), solver=replace(QUICK, epochs=3))
    steps = [row["loss"] for row in fitted.history if "loss" in row]
    assert sum(steps[-5:]) < 0.5 * sum(steps[:5])
    won = model.prefer([row.chosen for row in test], [row.rejected for row in test])
    assert float((won > 0.5).float().mean()) > 0.8
    assert fitted.validation_loss == min(row["validation_loss"] for row in fitted.history if "validation_loss" in row)


def test_adapters_learn_and_leave_the_trunk_alone(bert, prefer):
    model = made(bert, lora=True)
    before = weights(model)
    fitted = fit(model, prefer(160), solver=replace(QUICK, epochs=2))
    moved = {name for name, value in weights(model).items() if not value.equal(before[name])}
    assert moved
    assert all("lora_" in name or name.startswith(("head.linear", "encoder.final")) for name in moved)
    assert fitted.validation_loss < math.log(2)


def test_adapters_are_drawn_alike_in_every_run(bert):
    assert distance(weights(made(bert, lora=True)), weights(made(bert, lora=True))) == 0


def test_accumulated_gradients_are_those_of_the_big_batch(bert, prefer):
    rows = prefer(36)
    rows = Comparisons.of([replace(row, weight=1.0 + number % 3) for number, row in enumerate(rows)])
    whole, pieces = still(bert), still(bert)
    fit(whole, rows, solver=FineTune(batch_size=12, accumulate=1, learning_rate=1e-3))
    fit(pieces, rows, solver=FineTune(batch_size=4, accumulate=3, learning_rate=1e-3))
    # Some biases move every score or attention logit alike: their gradients are rounding, which Adam scales to full steps.
    idle = ("key.bias", "linear.bias", "final.bias")
    first, second, begun = (
        {name: value for name, value in weights(model).items() if not name.endswith(idle)}
        for model in (whole, pieces, still(bert))
    )
    assert distance(first, second) < 1e-5
    assert distance(first, begun) > 1e-3


def test_little_padding_gives_the_gradients_of_one_padded_batch(bert, prefer, monkeypatch):
    def gradients(budget: int) -> list[torch.Tensor]:
        monkeypatch.setitem(slicing.SLICE_TOKENS, "cpu", budget)
        model = still(bert)
        forward = Forward(model, lambda examples: model.network(model.encoder.prepare(examples)))
        BradleyTerry()(forward, ComparisonBatch(list(prefer(16)))).total.backward()
        return [parameter.grad for parameter in model.network.parameters()]

    for one, many in zip(gradients(10**6), gradients(60), strict=True):
        assert torch.allclose(one, many, atol=1e-5)


def test_the_same_seed_gives_the_same_weights_and_another_does_not(bert, prefer):
    def run(seed: int) -> dict[str, torch.Tensor]:
        model = made(bert)
        torch.manual_seed(int.from_bytes(torch.rand(1).numpy().tobytes(), "little"))  # the caller's state is no matter
        fit(model, prefer(40), solver=QUICK, seed=seed, validation=prefer(9, seed=5))
        return weights(model)

    first = run(0)
    assert distance(first, run(0)) == 0
    assert distance(first, run(1)) > 1e-4


def test_training_ends_when_patience_does_and_the_best_weights_stay(bert, prefer):
    validation = prefer(20, seed=5)
    mistaken = Comparisons.of(
        [replace(row, target=0.0) for row in validation]
    )  # the better it learns, the worse this gets
    model = made(bert)
    fitted = fit(model, prefer(40), solver=replace(QUICK, epochs=9, patience=2), validation=mistaken)
    losses = [row["validation_loss"] for row in fitted.history if "validation_loss" in row]
    assert len(losses) == fitted.chosen["epoch"] + 2
    gaps = model.score([row.chosen for row in mistaken]).values - model.score([row.rejected for row in mistaken]).values
    assert float(torch.nn.functional.softplus(gaps).mean()) == pytest.approx(fitted.validation_loss, rel=1e-4)


def test_a_loss_that_is_not_finite_names_its_step(bert, prefer):
    model = made(bert)
    model.head.linear.weight.data.fill_(math.nan)
    with pytest.raises(GuerdonError, match="the loss is nan at step 1: lower the learning rate"):
        fit(model, prefer(30), solver=QUICK)


def test_half_precision_learns_and_leaves_full_precision_behind(bert, prefer):
    model = made(bert)
    fitted = fit(model, prefer(160), solver=replace(QUICK, epochs=2, precision="bf16"))
    assert fitted.validation_loss < 0.4
    examples = [row.chosen for row in prefer(10, seed=3)]
    values = model.score(examples).values
    fresh = made(bert)
    fresh.network.load_state_dict(weights(model))
    assert values.dtype == torch.float32
    assert torch.equal(values, fresh.score(examples).values)
    fit(made(bert), prefer(30), solver=QUICK)  # full precision again, in the same process


def test_ratings_are_learned(bert, prefer):
    comparisons = prefer(160)
    rows = [Rating(row.chosen, {"good": 1.0}) for row in comparisons] + [
        Rating(row.rejected, {"good": 0.0}) for row in comparisons
    ]
    fitted = fit(made(bert), Ratings.of(rows), Regression("good"), solver=replace(QUICK, epochs=2))
    assert fitted.validation_loss < 0.2  # the mean alone gives 0.25


@dataclass
class Lessening(Schedule):
    """Learns from fewer rows each epoch: those that the model finds hardest."""

    relabels = True
    epochs = 3

    def before(self, epoch: int, model: RewardModel, records: Comparisons) -> Comparisons:
        gap = (
            model.score([row.chosen for row in records]).values - model.score([row.rejected for row in records]).values
        )
        return records.select(gap.argsort()[: len(records) >> epoch].tolist())


def test_a_schedule_decides_what_an_epoch_learns_from(bert, prefer):
    fitted = fit(made(bert), prefer(70), solver=QUICK, schedule=Lessening(), validation=prefer(9, seed=5))
    places = [place for place, row in enumerate(fitted.history) if "validation_loss" in row]
    assert places == [9, 9 + 1 + 5, 9 + 1 + 5 + 1 + 3]  # 70, 35 and 17 rows in steps of 8
    rates = [row["learning_rate"] for row in fitted.history if "learning_rate" in row]
    assert 0 < rates[-1] < rates[5] <= 3e-3


def test_the_state_of_another_run_is_refused(bert, prefer, tmp_path):
    solver = replace(QUICK, checkpoint=tmp_path / "state")
    fit(made(bert), prefer(30), solver=solver)
    for other in (
        lambda: fit(made(bert), prefer(30, seed=1), solver=solver),
        lambda: fit(made(bert), prefer(30), solver=replace(solver, learning_rate=1e-4)),
        lambda: fit(made(bert), prefer(30), solver=solver, seed=1),
        lambda: fit(made(bert), prefer(30), BradleyTerry(smoothing=0.1), solver=solver),
        lambda: fit(made(bert, lora=True), prefer(30), solver=solver),
    ):
        with pytest.raises(GuerdonError, match="the state of another"):
            other()


def test_a_damaged_state_is_refused(bert, prefer, tmp_path):
    solver = replace(QUICK, checkpoint=tmp_path)
    fit(made(bert), prefer(30), solver=solver)
    state = next(Path(tmp_path).glob("*.safetensors"))
    state.write_bytes(state.read_bytes()[:200])
    with pytest.raises(GuerdonError, match="is damaged"):
        fit(made(bert), prefer(30), solver=solver)


def test_a_finished_run_is_not_run_again(bert, prefer, tmp_path):
    solver = replace(QUICK, checkpoint=tmp_path)
    first, second = made(bert), made(bert)
    done = fit(first, prefer(30), solver=solver)
    again = fit(second, prefer(30), solver=solver)
    assert distance(weights(first), weights(second)) == 0
    assert (again.history, again.validation_loss) == (done.history, done.validation_loss)


def test_a_frozen_encoder_is_asked_once_for_each_text(given_features):
    table = {str(row): torch.tensor([row / 20.0, 1.0]) for row in range(40)}
    model = RewardModel(given_features(table, {"content": 2}), ScalarHead())
    rows = [Comparison(Example(f"p{row}", str(20 + row)), Example(f"p{row}", str(row))) for row in range(20)]
    records, validation = Comparisons.of(rows[:16]), Comparisons.of(rows[16:])
    solver = FineTune(epochs=3, batch_size=4, learning_rate=0.1, patience=None)
    fit(model, records, validation=validation, solver=solver)
    assert model.encoder.encoded == 40
    assert bool((model.prefer([row.chosen for row in rows], [row.rejected for row in rows]) > 0.6).all())
