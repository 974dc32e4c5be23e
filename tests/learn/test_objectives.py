"""Objectives against hand computations and the invariances that they must have."""

import math
from collections.abc import Sequence

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.learn import BradleyTerry, Forward, FullBatch, Regression, RewardModel, ScalarHead, fit
from guerdon.learn.batch import ComparisonBatch, RatingBatch
from guerdon.records import Comparisons, Rankings, Ratings
from guerdon.types import Comparison, Example, Ranking, Rating, Scores

numbers = st.floats(-20, 20, width=32)


class Counting:
    """Gives each response the number that its text is, and counts the passes."""

    def __init__(self) -> None:
        self.passes = 0

    def __call__(self, examples: Sequence[Example]) -> Scores:
        self.passes += 1
        values = torch.tensor([float(example.response) for example in examples], requires_grad=True)
        return Scores(values, parts={"half": values / 2})


@pytest.fixture(scope="module")
def model(given_features) -> RewardModel:
    return RewardModel(given_features({}, {"content": 1}), ScalarHead())


def pair(chosen: float, rejected: float, **fields: float) -> Comparison:
    return Comparison(Example("p", repr(chosen)), Example("p", repr(rejected)), **fields)


def loss(model: RewardModel, objective: object, *rows: Comparison | Rating) -> float:
    batch = (ComparisonBatch if isinstance(rows[0], Comparison) else RatingBatch)(rows)
    return float(objective(Forward(model, Counting()), batch).total.detach())


def test_bradley_terry_by_hand(model):
    # gap 2.0, margin 0.5, target 0.9: -(0.9 * log sigmoid(1.5) + 0.1 * log sigmoid(-1.5)) = 0.3514
    row = pair(2.0, 0.0, target=0.9, margin=0.5)
    assert loss(model, BradleyTerry(margin="margin"), row) == pytest.approx(0.3514, abs=1e-4)
    # without the margin: -(0.9 * log 0.880797 + 0.1 * log 0.119203) = 0.3269
    assert loss(model, BradleyTerry(), row) == pytest.approx(0.3269, abs=1e-4)
    # half of the way from 0.9 to a half is 0.7: -(0.7 * log 0.880797 + 0.3 * log 0.119203) = 0.7269
    assert loss(model, BradleyTerry(smoothing=0.5), row) == pytest.approx(0.7269, abs=1e-4)
    # the part is half of the scores, gap 1.0: -(0.9 * log 0.731059 + 0.1 * log 0.268941) = 0.4133
    assert loss(model, BradleyTerry(on="half"), row) == pytest.approx(0.4133, abs=1e-4)


def test_weights_and_scales_by_hand(model):
    first, second = math.log(1 + math.exp(-1)), math.log(1 + math.exp(2))  # gaps 1 and -2
    rows = [pair(1, 0, weight=3, strength=2), pair(0, 2, weight=1, strength=5)]
    assert loss(model, BradleyTerry(), *rows) == pytest.approx((3 * first + second) / 4, rel=1e-6)
    assert loss(model, BradleyTerry(scale="strength"), *rows) == pytest.approx((6 * first + 5 * second) / 4, rel=1e-6)


def test_rows_of_weight_zero_count_for_nothing(model):
    assert loss(model, BradleyTerry(), pair(1, 0), pair(0, 19, weight=0)) == loss(model, BradleyTerry(), pair(1, 0))
    assert loss(model, BradleyTerry(), pair(1, 0, weight=0)) == 0


def test_extreme_gaps_stay_finite(model):
    assert loss(model, BradleyTerry(), pair(-1e4, 1e4)) == pytest.approx(2e4)
    assert loss(model, BradleyTerry(), pair(1e4, -1e4)) == 0


@given(chosen=numbers, rejected=numbers, offset=numbers, target=st.floats(0, 1))
def test_a_constant_offset_changes_nothing(model, chosen, rejected, offset, target):
    plain = loss(model, BradleyTerry(), pair(chosen, rejected, target=target))
    moved = loss(model, BradleyTerry(), pair(chosen + offset, rejected + offset, target=target))
    assert moved == pytest.approx(plain, rel=1e-4, abs=1e-4)


@given(chosen=numbers, rejected=numbers, target=st.floats(0, 1))
def test_flipping_the_pair_and_the_label_changes_nothing(model, chosen, rejected, target):
    row = pair(chosen, rejected, target=target)
    assert loss(model, BradleyTerry(), row) == pytest.approx(loss(model, BradleyTerry(), row.flipped()), abs=1e-5)


def test_regression_by_hand(model):
    # errors 1.0 and -3.0, weights 1 and 3: (1 + 27) / 4
    rows = [
        Rating(Example("p", "3.0"), {"helpfulness": 2.0, "humour": 9.0}),
        Rating(Example("q", "1.0"), {"helpfulness": 4.0, "humour": 1.0}, weight=3),
    ]
    assert loss(model, Regression(), *rows) == pytest.approx(7.0)
    # humour: errors -6 and 0
    assert loss(model, Regression("humour"), *rows) == pytest.approx(9.0)


def test_terms_add_and_scale_and_share_one_pass(model):
    row, passes = pair(2, 0, target=0.9, margin=0.5), Counting()
    objective = BradleyTerry(margin="margin") + 0.5 * BradleyTerry() + BradleyTerry() * 2
    result = objective(Forward(model, passes), ComparisonBatch([row]))
    assert float(result.total) == pytest.approx(0.35139 + 2.5 * 0.32693, abs=1e-4)
    assert passes.passes == 1
    result.total.backward()


def test_parts_of_a_sum_add_up_to_its_total(model):
    row = pair(2, 0, target=0.9)
    result = (BradleyTerry() + 0.5 * BradleyTerry(smoothing=0.5))(Forward(model, Counting()), ComparisonBatch([row]))
    assert float(sum(result.parts.values())) == pytest.approx(float(result.total))


@pytest.fixture(scope="module")
def refused(given_features):
    """Fits that must fail before anything is encoded."""

    def fitted(records: object, objective: object) -> None:
        encoder = given_features({}, {"content": 1})
        fit(RewardModel(encoder, ScalarHead()), records, objective, solver=FullBatch())
        assert encoder.encoded == 0

    return fitted


def test_what_does_not_fit_is_refused_before_training(refused):
    rows = [Comparison(Example(f"p{n}", "a"), Example(f"p{n}", "b"), margin=1.0 if n else None) for n in range(40)]
    ratings = Ratings.of([Rating(Example(f"p{n}", "a"), {"humour": n} if n else {"wit": 1}) for n in range(40)])
    with pytest.raises(GuerdonError, match="'margin', which 1 of 40 comparisons"):
        refused(Comparisons.of(rows), BradleyTerry(margin="margin"))
    with pytest.raises(GuerdonError, match="'strength', which 40 of 40 comparisons"):
        refused(Comparisons.of(rows), BradleyTerry(scale="strength"))
    with pytest.raises(GuerdonError, match="comparisons, got ratings: use Regression"):
        refused(ratings, BradleyTerry())
    with pytest.raises(GuerdonError, match="ratings, got comparisons: use BradleyTerry"):
        refused(Comparisons.of(rows), Regression())
    with pytest.raises(GuerdonError, match="'humour', which 1 of 40 rows"):
        refused(ratings, Regression("humour"))
    ranking = Ranking((Example("p", "a"), Example("p", "b")), (1, 2))
    with pytest.raises(GuerdonError, match="comparisons, got rankings: use PlackettLuce"):
        refused(Rankings.of([ranking]), BradleyTerry())


def test_a_part_that_the_model_lacks_is_refused(given_features):
    encoder = given_features({"a": torch.ones(3), "b": torch.zeros(3)}, {"content": 2, "surface": 1})
    rows = Comparisons.of([Comparison(Example(f"p{n}", "a"), Example(f"p{n}", "b")) for n in range(40)])
    with pytest.raises(GuerdonError, match=r"the part 'tone'; the model's parts: \['content', 'surface'\]"):
        fit(RewardModel(encoder, ScalarHead()), rows, BradleyTerry(on="tone"))
    fit(RewardModel(encoder, ScalarHead()), rows, BradleyTerry(on="content"))


@pytest.mark.parametrize("prompts", [1, 2])
def test_too_few_prompts_are_refused(given_features, prompts):
    encoder = given_features({"a": torch.ones(3), "b": torch.zeros(3)}, {"content": 3})
    rows = Comparisons.of(
        [Comparison(Example(f"p{n % prompts}", "a"), Example(f"p{n % prompts}", "b")) for n in range(9)]
    )
    with pytest.raises(GuerdonError, match="too few prompts"):
        fit(RewardModel(encoder, ScalarHead()), rows)


def test_labels_that_say_nothing_are_refused(refused):
    ties = [Comparison(Example(f"p{n}", "a"), Example(f"p{n}", "b"), target=0.5) for n in range(40)]
    with pytest.raises(GuerdonError, match="every comparison is a tie"):
        refused(Comparisons.of(ties), BradleyTerry())
    with pytest.raises(GuerdonError, match="every rating is 3"):
        refused(Ratings.of([Rating(Example(f"p{n}", "a"), {"rating": 3}) for n in range(40)]), Regression())
