"""The policy gradient of a softmax choice: by hand, its invariances, and what it refuses."""

import math

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import Forward, FullBatch, Numbers, RewardModel, ScalarHead, SoftmaxPG, fit
from guerdon.learn.batch import RatingBatch
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating


def rated(prompt: str, response: float, correct: float) -> Rating:
    return Rating(Example(prompt, str(response)), {"correct": correct})


ROWS = [rated("a", 1, 1), rated("b", 0, 0), rated("a", 0, 0), rated("b", 3, 1), rated("a", 2, 0.5)]


@pytest.fixture
def model() -> RewardModel:
    """r = x."""
    made = RewardModel(Numbers(1), ScalarHead())
    torch.nn.init.ones_(made.head.linear.weight)
    return made


def loss(model: RewardModel, objective: SoftmaxPG, rows: list[Rating]) -> float:
    return float(objective(Forward(model, model.score), RatingBatch(rows)).total)


def test_the_choice_of_each_prompt_by_hand(model):
    # a: scores 1, 0, 2: odds 2.71828, 1, 7.38906 of 11.10734; 1 * 0.244728 + 0.5 * 0.665241 = 0.577349
    # b: scores 0, 3: 0.952574 goes to the right one
    assert loss(model, SoftmaxPG(), ROWS) == pytest.approx(-(0.577349 + 0.952574) / 2, abs=1e-5)
    # beta 2 halves the scores: b has sigmoid(1.5) = 0.817574
    assert loss(model, SoftmaxPG(beta=2.0), [ROWS[1], ROWS[3]]) == pytest.approx(-0.817574, abs=1e-5)


def test_what_a_prompt_has_in_common_changes_nothing(model):
    moved = [rated(row.example.prompt, float(row.example.response) + 40, row.values["correct"]) for row in ROWS]
    assert loss(model, SoftmaxPG(), moved) == pytest.approx(loss(model, SoftmaxPG(), ROWS), rel=1e-4)
    raised = [rated(row.example.prompt, float(row.example.response), row.values["correct"] + 7) for row in ROWS]
    assert loss(model, SoftmaxPG(), raised) == pytest.approx(loss(model, SoftmaxPG(), ROWS) - 7, rel=1e-5)


def test_extreme_scores_stay_finite(model):
    rows = [rated("a", 1e4, 1), rated("a", -1e4, 0), rated("b", -1e4, 1)]
    assert loss(model, SoftmaxPG(), rows) == pytest.approx(-1)


def test_groups_are_prompts_in_the_order_of_their_first_row():
    assert RatingBatch(ROWS).groups.tolist() == [0, 1, 0, 1, 0]


def test_it_learns_to_choose_where_difficulty_hides_quality():
    draw = torch.Generator().manual_seed(0)
    rows = []
    for prompt in range(60):
        ease = 5 * (prompt % 2)
        for quality in torch.randn(6, generator=draw).tolist():
            # the second number only says how easy the prompt is
            rows.append(Rating(Example(f"p{prompt}", f"{quality} {ease}"), {"correct": float(quality > 0.5)}))
    model = RewardModel(Numbers(2), ScalarHead())
    fit(model, Ratings.of(rows), SoftmaxPG(), solver=FullBatch((0.01,)))
    weights = (model.head.linear.weight[0] / model.head.spread).tolist()
    assert weights[0] > 0.5
    assert math.isclose(weights[1], 0, abs_tol=1e-3)


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (Ratings.of([rated("a", 1, 1), rated("a", 2, 1), rated("b", 1, 0)]), "no choice to learn"),
        (Ratings.of([Rating(Example("a", "1"), {"help": 1.0}, id="first")]), "'correct', which first does not have"),
        (Comparisons.of([Comparison(Example("a", "1"), Example("a", "2"))]), "got comparisons"),
    ],
)
def test_data_that_do_not_fit_are_refused(model, records, message):
    with pytest.raises(GuerdonError, match=message):
        SoftmaxPG().check(model, records)
