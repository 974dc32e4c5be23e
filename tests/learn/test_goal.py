"""Goals in states: the contrast by hand, the couples that it is drawn between, and nearness on the way."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    CausalEncoder,
    FineTune,
    Forward,
    GoalContrast,
    GoalHead,
    GoalReward,
    Numbers,
    RewardModel,
    ScalarHead,
    ShuffledGoals,
    fit,
    tiny,
)
from guerdon.learn.batch import ComparisonBatch
from guerdon.loading import load
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating, Scores

TEXTS = ["a b c d e", "e d c", "b"]
EXAMPLES = [Example("a b", text) for text in TEXTS]
NORTH, EAST, SOUTH = [0.0, 2.0], [3.0, 0.0], [0.0, -1.0]


def loss(objective: GoalContrast, couples: Sequence[object], weights: Sequence[float] = (1.0,)) -> float:
    """The loss of comparisons of which the couples are given: every chosen one's, then every rejected one's."""
    rows = [Comparison(Example("p", f"c{i}"), Example("p", f"r{i}"), weight=w) for i, w in enumerate(weights)]

    def said(responses: Sequence[Example]) -> Scores:
        return Scores(torch.zeros(len(responses)), vectors={"couples": torch.tensor(couples)})

    model = RewardModel(Numbers(1), ScalarHead())
    return float(objective(Forward(model, said), ComparisonBatch(rows)).total)


def q(cosine: float, temperature: float = 1.0) -> float:
    return 1 / (1 + math.exp(-cosine / temperature))


def test_the_contrast_by_hand():
    # one couple: from north to east (cosine 0), the rejected response at south and north (cosines -1 and 1)
    couples = [[[NORTH], [EAST]], [[SOUTH], [NORTH]]]
    expected = -math.log(q(0)) - math.log(1 - (q(-1) + q(1)) / 2)
    assert loss(GoalContrast(), couples) == pytest.approx(expected)
    # colder, with the goal where the source is
    couples = [[[NORTH], [NORTH]], [[SOUTH], [SOUTH]]]
    expected = -math.log(q(1, 0.2)) - math.log(1 - q(-1, 0.2))
    assert loss(GoalContrast(temperature=0.2), couples) == pytest.approx(expected, rel=1e-5)


def test_every_source_meets_every_goal_and_the_mean_is_inside_the_logarithm():
    couples = [[[NORTH, EAST], [NORTH, SOUTH]], [[EAST, EAST], [EAST, EAST]]]
    reached = (q(1) + q(-1) + q(0) + q(0)) / 4
    expected = -math.log(reached) - math.log(1 - (q(0) + q(1)) / 2)
    assert loss(GoalContrast(), couples) == pytest.approx(expected)


def test_the_loss_has_the_floor_that_its_docstring_names():
    best = loss(GoalContrast(), [[[NORTH], [NORTH]], [[SOUTH], [SOUTH]]])
    assert best == pytest.approx(2 * math.log(1 + math.exp(-1)))
    assert best > 0.62


def test_the_length_of_states_counts_for_nothing_and_weights_do():
    good, bad = [[NORTH], [NORTH]], [[SOUTH], [SOUTH]]
    long = [[[0.0, 90.0]], [[0.0, 0.1]]]
    assert loss(GoalContrast(), [long, bad]) == pytest.approx(loss(GoalContrast(), [good, bad]))
    worse = loss(GoalContrast(), [bad, good])
    mixed = loss(GoalContrast(), [good, long, bad, good], (3.0, 1.0))
    # the second comparison's rejected response points the same way as its chosen one
    second = loss(GoalContrast(), [long, good])
    assert worse == pytest.approx(loss(GoalContrast(), [good, bad]))  # only directions to each other count
    assert mixed == pytest.approx((3 * loss(GoalContrast(), [good, bad]) + second) / 4)


def test_shuffled_goals_come_from_other_responses_of_both_kinds():
    states = torch.arange(8.0)[:, None, None, None].expand(8, 2, 1, 1)  # four chosen, four rejected, each its number
    goals, others = ShuffledGoals().goals(*states.chunk(2))
    assert goals.flatten().tolist() == [6, 7, 0, 1]
    assert others[:, 0].flatten().tolist() == [2, 3, 4, 5]


@pytest.fixture(scope="module")
def folder() -> str:
    return tiny(TEXTS, width=16, layers=1, heads=2, window=32)


def test_couples_are_states_of_the_response_the_earlier_first(folder):
    model = RewardModel(CausalEncoder(folder), GoalHead(5))
    encoded = model.encoder(model.encoder.prepare(EXAMPLES))
    for training in (False, True):
        torch.manual_seed(0)
        model.head.train(training)
        couples = model.head(encoded).vectors["couples"]
        assert couples.shape == (3, 2, 5, 16)
        for row, states in zip(couples, encoded.states.tokens, strict=True):
            distance = torch.cdist(row.flatten(0, 1), states)
            places = distance.argmin(1).reshape(2, 5)
            assert distance.min(1).values.max() < 1e-5
            assert (places[0] <= places[1]).all()
    assert torch.equal(*(model.score(EXAMPLES).vectors["couples"] for _ in range(2)))


def test_the_reward_of_a_goal_head_is_linear(folder):
    goal, plain = (RewardModel(CausalEncoder(folder), head) for head in (GoalHead(), ScalarHead()))
    for model in (goal, plain):
        torch.nn.init.constant_(model.head.linear.weight, 0.3)
    assert torch.allclose(goal.score(EXAMPLES).values, plain.score(EXAMPLES).values)


def test_nearness_is_the_cosine_to_the_mean_of_last_states(folder):
    model = RewardModel(CausalEncoder(folder), GoalHead())
    states = model.encoder(model.encoder.prepare(EXAMPLES)).states.tokens
    goal = GoalReward.of(model, EXAMPLES[:2])
    mean = (states[0][-1] + states[1][-1]) / 2
    scores = goal.score(EXAMPLES)
    for row, own in enumerate(states):
        expected = torch.nn.functional.cosine_similarity(own, mean[None]).detach()
        assert torch.allclose(scores.dense.values[row], expected, atol=1e-5)
        assert scores.values[row] == pytest.approx(float(expected[-1]), abs=1e-5)
    assert scores.dense.ends[1].tolist() == [1, 3, 5]
    assert torch.isnan(goal.score([Example("a", "")]).values).all()


def test_a_beginning_scores_alone_what_it_scores_within(folder):
    goal = GoalReward.of(RewardModel(CausalEncoder(folder), GoalHead()), EXAMPLES)
    begun = replace(EXAMPLES[0], response="a b c")
    whole, part = (goal.score([example]).dense.values[0] for example in (EXAMPLES[0], begun))
    assert torch.allclose(whole[:3], part, atol=1e-5)


def test_training_lowers_the_contrast_and_the_reward_is_saved(folder, tmp_path: Path):
    pairs = Comparisons.of(
        Comparison(Example(f"a b {i}", "a b c d e"), Example(f"a b {i}", "e d c")) for i in range(24)
    )
    model = RewardModel(CausalEncoder(folder), GoalHead(4))
    solver = FineTune(epochs=4, batch_size=8, learning_rate=1e-2)
    losses = [
        row["validation_loss"]
        for row in fit(model, pairs, BradleyTerry() + 0.5 * GoalContrast(), solver=solver).history
        if "validation_loss" in row
    ]
    assert losses[-1] < losses[0]
    goal = GoalReward.of(model, EXAMPLES)
    goal.save(tmp_path / "goal")
    assert torch.allclose(load(tmp_path / "goal").score(EXAMPLES).values, goal.score(EXAMPLES).values, atol=1e-5)


def test_what_is_wrong_is_said_in_one_line(folder):
    model = RewardModel(CausalEncoder(folder), ScalarHead())
    pairs = Comparisons.of([Comparison(Example("a", "b c"), Example("a", "c d"))])
    with pytest.raises(GuerdonError, match="reads couples of states, which ScalarHead does not hand out: use GoalHead"):
        fit(model, pairs, GoalContrast())
    with pytest.raises(GuerdonError, match="ShuffledGoals learns from comparisons, got ratings"):
        fit(model, Ratings.of([Rating(Example("a", "b"), {"overall": 1.0})]), ShuffledGoals())
    with pytest.raises(GuerdonError, match="one is empty: leave it out"):
        RewardModel(CausalEncoder(folder), GoalHead()).score([Example("a", "")])
    with pytest.raises(GuerdonError, match="gives none: use CausalEncoder"):
        GoalReward.of(RewardModel(Numbers(1), ScalarHead()), [Example("a", "1")])
    with pytest.raises(GuerdonError, match="at least one response that is not empty"):
        GoalReward.of(model, [Example("a", "")])
    with pytest.raises(ValueError, match="at least 1 couple"):
        GoalHead(0)
