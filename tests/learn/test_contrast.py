"""The contrast of two views and the meta-difference step, against hand computations and an independent formula."""

import math

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    Contrast,
    FineTune,
    Forward,
    MetaDifference,
    MLPHead,
    Numbers,
    RewardModel,
    ScalarHead,
    fit,
)
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.objectives.meta_difference import difference
from guerdon.records import Comparisons, Ratings
from guerdon.testbeds import Linear
from guerdon.types import Comparison, Example, Rating, Scores

BATCH = ComparisonBatch(
    [Comparison(Example(f"p{row}", f"{row} 1"), Example(f"p{row}", f"0 {row}")) for row in range(1, 4)]
)
GROUPS = (tuple(Example("g", f"{row} {2 - row}") for row in range(3)), (Example("h", "1 0"), Example("h", "0 1")))


def test_the_contrast_by_hand():
    views = iter([[[1.0, 0], [0, 2], [0, 0], [0, 0]], [[3.0, 0], [1, 1], [0, 0], [0, 0]]])
    batch = ComparisonBatch([BATCH.rows[0], BATCH.rows[1]])

    def run(examples: object) -> Scores:
        return Scores(torch.zeros(4), vectors={"hidden": torch.tensor(next(views))})

    loss = Contrast(differences=True, temperature=0.5)(Forward(RewardModel(Numbers(2), ScalarHead()), run), batch).total
    # cosines: first to (3, 0): 1, to (1, 1): 0.70711; second: 0, 0.70711; logits twice that
    first = -math.log(math.exp(2) / (math.exp(2) + math.exp(1.41421)))
    second = -math.log(math.exp(1.41421) / (1 + math.exp(1.41421)))
    assert float(loss) == pytest.approx((first + second) / 2, abs=1e-5)


def test_the_contrast_needs_vectors_and_comparisons():
    records = Comparisons.of(BATCH.rows)
    with pytest.raises(GuerdonError, match="does not hand out"):
        Contrast().check(RewardModel(Numbers(2), ScalarHead()), records)
    shown = RewardModel(Numbers(2), MLPHead((3,), shown=True))
    Contrast().check(shown, records)
    with pytest.raises(GuerdonError, match="got ratings"):
        Contrast().check(shown, Ratings.of([Rating(Example("p", "1 2"), {"rating": 1.0})]))


def test_dropout_gives_two_views_while_training_alone():
    model = RewardModel(Numbers(2), MLPHead((64,), dropout=0.5, shown=True))
    examples = list(BATCH.responses)
    assert model.score(examples).vectors["hidden"].equal(model.score(examples).vectors["hidden"])
    model.network.train()
    forward = Forward(model, lambda rows: model.network(model.encoder.prepare(rows)))
    assert not forward.scores(examples).vectors["hidden"].equal(forward.again(examples).vectors["hidden"])


def test_the_spread_by_hand():
    # sigmoid(1) + sigmoid(3) + sigmoid(2) = 0.731059 + 0.952574 + 0.880797; times 2 / 9
    assert float(difference(torch.tensor([0.0, 1.0, 3.0]))) == pytest.approx(0.569873, abs=1e-5)


def forward_of(model: RewardModel) -> Forward:
    return Forward(model, lambda rows: model.network(model.encoder.prepare(rows)))


def test_the_gradient_is_that_of_bradley_terry_one_step_up():
    model = RewardModel(Numbers(2), ScalarHead())
    weights = model.head.linear.weight
    torch.nn.init.constant_(weights, 0.5)
    with torch.no_grad():
        weights[0, 1] = -0.2
    before = weights.detach().clone()
    loss = MetaDifference(BradleyTerry(), GROUPS, eta=0.3)(forward_of(model), BATCH).total
    loss.backward()
    assert weights.detach().equal(before)

    def vectors(rows: tuple[Example, ...]) -> torch.Tensor:
        return torch.tensor([list(map(float, row.response.split())) for row in rows])

    w = before[0].clone().requires_grad_()
    spread = torch.stack([difference(vectors(group) @ w) for group in GROUPS]).mean()
    (slope,) = torch.autograd.grad(spread, w)
    there = (before[0] + 0.3 * slope / slope.norm()).requires_grad_()
    chosen, rejected = vectors(BATCH.responses).chunk(2)
    plain = torch.nn.functional.softplus(-(chosen - rejected) @ there).mean()
    (expected,) = torch.autograd.grad(plain, there)
    assert float(loss.detach()) == pytest.approx(float(plain.detach()), rel=1e-5)
    assert weights.grad[0].tolist() == pytest.approx(expected.tolist(), rel=1e-4)


def test_without_a_step_it_is_the_objective():
    model = RewardModel(Numbers(2), MLPHead((4,)), seed=1)
    losses, gradients = [], []
    for objective in (BradleyTerry(), MetaDifference(BradleyTerry(), GROUPS, eta=0.0)):
        model.network.zero_grad()
        loss = objective(forward_of(model), BATCH).total
        loss.backward()
        losses.append(float(loss.detach()))
        gradients.append(torch.cat([weight.grad.flatten() for weight in model.head.parameters()]))
    assert losses[0] == pytest.approx(losses[1], rel=1e-6)
    assert torch.allclose(*gradients, atol=1e-6)
    with torch.no_grad():
        assert float(MetaDifference(BradleyTerry(), GROUPS, eta=9.0)(forward_of(model), BATCH).total) == losses[0]


def test_lone_responses_have_no_difference():
    with pytest.raises(ValueError, match="at least 2 responses"):
        MetaDifference(BradleyTerry(), ((Example("p", "1 2"),),))


def test_both_train():
    world = Linear(2, 100, quality=float("inf"))
    data = world.comparisons(60)
    groups = tuple(world.candidates(4, 3))
    objective = MetaDifference(BradleyTerry(), groups) + 0.1 * Contrast()
    model = RewardModel(Numbers(2), MLPHead((8,), dropout=0.1, shown=True))
    fit(model, data, objective, solver=FineTune(10, 20, learning_rate=0.03))
    rows = list(world.comparisons(160))[60:]
    won = model.prefer([row.chosen for row in rows], [row.rejected for row in rows]) > 0.5
    assert float(won.float().mean()) > 0.85
