"""The full-batch solver against the optimum that independent formulas and scipy find."""

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from guerdon.errors import GuerdonError
from guerdon.learn import FullBatch, MLPHead, Regression, RewardModel, ScalarHead, Schedule, fit
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating

WIDTHS = {"content": 9, "surface": 3}
ROWS = 300


@pytest.fixture(scope="module")
def table() -> dict[str, torch.Tensor]:
    """Correlated features of unlike scales, one of them constant, by the name of a response."""
    draw = np.random.default_rng(0)
    mixed = draw.normal(size=(2 * ROWS, 12)) @ draw.normal(size=(12, 12)) * np.geomspace(0.01, 100, 12)
    mixed[:, 4] = 3.0
    return {str(row): torch.tensor(values, dtype=torch.float32) for row, values in enumerate(mixed)}


@pytest.fixture(scope="module")
def comparisons(table) -> list[Comparison]:
    draw = np.random.default_rng(1)
    scale = torch.stack(list(table.values())).std(0).clamp_min(1e-3)
    truth = torch.tensor(draw.normal(size=12), dtype=torch.float32)
    worth = {name: float((features / scale) @ truth) for name, features in table.items()}
    rows = []
    for number in range(ROWS):
        a, b = str(2 * number), str(2 * number + 1)
        if worth[a] - worth[b] + draw.logistic(scale=3) < 0:
            a, b = b, a
        soft, weight = float(draw.uniform(0.6, 1)), float(draw.uniform(0.5, 2))
        rows.append(Comparison(Example(f"p{number}", a), Example(f"p{number}", b), target=soft, weight=weight))
    return rows


@pytest.fixture
def model(given_features, table) -> RewardModel:
    return RewardModel(given_features(table, WIDTHS), ScalarHead())


def standardised(table: dict[str, torch.Tensor], names: list[str]) -> dict[str, np.ndarray]:
    """Features with mean 0 and variance width^(-1/2) over the named rows; a constant column is only centred."""
    train = np.stack([table[name].double().numpy() for name in names])
    spread = train.std(0, ddof=1) * np.repeat([w**0.25 for w in WIDTHS.values()], list(WIDTHS.values()))
    spread[train.std(0) < 1e-6] = 1
    return {name: (features.double().numpy() - train.mean(0)) / spread for name, features in table.items()}


def logistic(table: dict[str, torch.Tensor], train: list[Comparison], fitted: list[Comparison], l2: float) -> dict:
    """The scores at the minimum that scipy finds, in double precision and on differences of features."""
    names = list(dict.fromkeys(e.response for row in train for e in (row.chosen, row.rejected)))
    scaled = standardised(table, names)
    gaps = np.stack([scaled[row.chosen.response] - scaled[row.rejected.response] for row in fitted])
    target = np.array([row.target for row in fitted])
    weight = np.array([row.weight for row in fitted]) / sum(row.weight for row in fitted)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        logit = gaps @ w
        value = weight @ (target * np.logaddexp(0, -logit) + (1 - target) * np.logaddexp(0, logit)) + l2 * w @ w
        return value, gaps.T @ (weight * (1 / (1 + np.exp(-logit)) - target)) + 2 * l2 * w

    w = minimize(loss, np.zeros(12), jac=True, method="BFGS", options={"gtol": 1e-9}).x
    return {name: float(features @ w) for name, features in scaled.items()}


def centred(values: list[float]) -> np.ndarray:
    return np.array(values) - np.mean(values)


@pytest.mark.parametrize("l2", [0.1, 0.003, 0.0])
def test_it_reaches_the_optimum_of_soft_weighted_logistic_regression(model, table, comparisons, l2):
    train, validation = comparisons[:250], comparisons[250:]
    fit(model, Comparisons.of(train), validation=Comparisons.of(validation), solver=FullBatch(l2=(l2,), iterations=500))
    expected = logistic(table, train, comparisons, l2)
    scores = model.score([Example("p", name) for name in table]).values.tolist()
    want = centred([expected[name] for name in table])
    assert np.abs(centred(scores) - want).max() < 2e-3 * np.abs(want).max()


def test_the_penalty_is_the_one_with_the_least_validation_loss(model, table, comparisons):
    train, validation = comparisons[:60], comparisons[60:]
    fitted = fit(model, Comparisons.of(train), validation=Comparisons.of(validation))

    def loss(l2: float) -> float:
        scores = logistic(table, train, train, l2)
        gap = np.array([scores[row.chosen.response] - scores[row.rejected.response] for row in validation])
        target, weight = (np.array([getattr(row, name) for row in validation]) for name in ("target", "weight"))
        return float(np.average(target * np.logaddexp(0, -gap) + (1 - target) * np.logaddexp(0, gap), weights=weight))

    expected = {row["l2"]: loss(row["l2"]) for row in fitted.history}
    assert {row["l2"]: row["validation_loss"] for row in fitted.history} == pytest.approx(expected, rel=1e-3)
    assert fitted.chosen["l2"] == min(expected, key=expected.__getitem__)
    assert fitted.validation_loss == min(row["validation_loss"] for row in fitted.history)


def test_the_same_task_gives_the_same_weights(given_features, table, comparisons):
    def run() -> torch.Tensor:
        model = RewardModel(given_features(table, WIDTHS), MLPHead((8,)), seed=3)
        fit(model, Comparisons.of(comparisons))
        return torch.cat([parameter.flatten() for parameter in model.head.parameters()])

    assert run().equal(run())


def test_each_response_is_encoded_once(model, comparisons):
    fit(model, Comparisons.of([*comparisons, *(replace(row, id="again") for row in comparisons)]))
    assert model.encoder.encoded == 2 * ROWS


def test_rows_of_weight_zero_have_no_influence(given_features, table, comparisons):
    def scores(rows: list[Comparison]) -> torch.Tensor:
        features = table | {"far": torch.full((12,), 1e6)}
        model = RewardModel(given_features(features, WIDTHS), ScalarHead())
        fit(model, Comparisons.of(rows), validation=Comparisons.of(comparisons[250:]))
        return model.score([Example("p", name) for name in table]).values

    wild = Comparison(Example("p", "far"), Example("p", "0"), weight=0)
    assert scores(comparisons[:250]).equal(scores([*comparisons[:250], wild]))
    with pytest.raises(GuerdonError, match="weight 0"):
        scores([wild])


def test_a_network_learns_what_no_linear_head_can(given_features):
    draw = np.random.default_rng(0)
    points = draw.normal(size=(1200, 2))
    table = {str(row): torch.tensor(point, dtype=torch.float32) for row, point in enumerate(points)}
    better = np.abs(points[:, 0]) + np.abs(points[:, 1])  # even in every column: linear heads see nothing
    rows = []
    for a, b in zip(range(0, 1200, 2), range(1, 1200, 2), strict=True):
        chosen, rejected = (a, b) if better[a] > better[b] else (b, a)
        rows.append(Comparison(Example(f"p{a}", str(chosen)), Example(f"p{a}", str(rejected))))
    model = RewardModel(given_features(table, {"content": 2}), MLPHead((16,)))
    fit(model, Comparisons.of(rows[:500]))
    won = model.prefer([row.chosen for row in rows[500:]], [row.rejected for row in rows[500:]])
    assert float((won > 0.5).float().mean()) > 0.9


def test_ratings_give_ridge_regression(model, table):
    draw = np.random.default_rng(2)
    names = list(table)
    rows = [Rating(Example(f"p{name}", name), {"rating": float(draw.normal(3))}) for name in names]
    fit(model, Ratings.of(rows[:500]), Regression(), validation=Ratings.of(rows[500:]), solver=FullBatch(l2=(0.03,)))
    scaled = standardised(table, names[:500])
    features = np.stack([scaled[name] for name in names])
    rating = np.array([row.overall for row in rows])
    around, mean = features - features.mean(0), rating.mean()
    weights = np.linalg.solve(around.T @ around / len(rows) + 0.03 * np.eye(12), around.T @ (rating - mean) / len(rows))
    scores = model.score([Example("p", name) for name in names]).values.numpy()
    assert np.abs(scores - (mean + around @ weights)).max() < 1e-3


def test_features_that_are_not_finite_are_refused_by_name(given_features, table, comparisons):
    broken = table | {"7": torch.full((12,), math.nan)}
    with pytest.raises(
        GuerdonError, match="1 of 600 responses have features that are not finite; the first begins '7'"
    ):
        fit(RewardModel(given_features(broken, WIDTHS), ScalarHead()), Comparisons.of(comparisons))


@dataclass
class Sharpening(Schedule):
    """Two epochs: the labels as they are, then those that the model gives."""

    epochs = 2

    def before(self, epoch: int, model: RewardModel, records: Comparisons) -> Comparisons:
        if epoch == 0:
            return records
        rows = list(records)
        sure = model.prefer([row.chosen for row in rows], [row.rejected for row in rows]).round().tolist()
        return Comparisons.of(replace(row, target=target) for row, target in zip(rows, sure, strict=True))


def test_a_schedule_relabels_between_fits(given_features, table, comparisons):
    model, twice = (RewardModel(given_features(table, WIDTHS), ScalarHead()) for _ in range(2))
    train, validation = Comparisons.of(comparisons[:250]), Comparisons.of(comparisons[250:])
    solver = FullBatch(l2=(0.01,))
    fit(model, train, validation=validation, solver=solver)
    relabelled = Sharpening().before(1, model, train)
    fit(model, relabelled, validation=validation, solver=solver)
    fit(twice, train, validation=validation, solver=solver, schedule=Sharpening())
    examples = [Example("p", name) for name in table]
    assert torch.allclose(model.score(examples).values, twice.score(examples).values, atol=1e-4)


@pytest.mark.parametrize("head", [ScalarHead, partial(MLPHead, (4,))])
def test_fitting_again_forgets_nothing_that_it_needs(given_features, table, comparisons, head):
    model = RewardModel(given_features(table, WIDTHS), head())
    fit(model, Comparisons.of(comparisons[:40]), validation=Comparisons.of(comparisons[40:60]))
    fit(model, Comparisons.of(comparisons))
    assert model.score([Example("p", "1")]).values.isfinite().all()


def test_parts_add_up_to_the_score_without_the_bias(model, comparisons):
    fit(model, Comparisons.of(comparisons))
    examples = [row.chosen for row in comparisons]
    scores = model.score(examples)
    assert list(scores.parts) == ["content", "surface"]
    total = sum(scores.parts.values()) + model.head.linear.bias.detach()
    assert torch.allclose(scores.values, total, atol=1e-5)
    assert model.part("content").score(examples).values.equal(scores.parts["content"])
