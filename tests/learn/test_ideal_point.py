"""Users as mixtures of prototypes: distances by hand, who is average, and a new user from a few labels."""

import pytest
import torch

import guerdon
from guerdon.audit import examine
from guerdon.errors import GuerdonError
from guerdon.learn import FullBatch, IdealPointHead, Numbers, PromptIdealHead, RewardModel, ScalarHead, adapt, fit
from guerdon.testbeds import Directions, IdealPoints
from guerdon.types import Example


@torch.no_grad()
def plain(tastes: list[list[float]]) -> RewardModel:
    """f(x) = x on positive numbers, prototypes (0, 0) and (3, 4)."""
    model = RewardModel(Numbers(2), IdealPointHead(["ann", "bob"], k=2, width=2, hidden=2))
    for layer in (model.head.project[0], model.head.project[2]):
        layer.weight.copy_(torch.eye(2))
        layer.bias.zero_()
    model.head.tastes.copy_(torch.tensor(tastes))
    model.head.prototypes.copy_(torch.tensor([[0.0, 0.0], [3.0, 4.0]]))
    return model


def test_distances_by_hand_for_known_users_and_for_nobody():
    model, here = plain([[50.0, 0.0], [0.0, 50.0]]), [Example("p", "3 4"), Example("p", "0 0")]
    assert model.for_user("ann").score(here).values.tolist() == pytest.approx([-5, 0], abs=2e-3)
    assert model.for_user("bob").score(here).values.tolist() == pytest.approx([0, -5], abs=2e-3)
    # the mean weights are a half each: the ideal is (1.5, 2), 2.5 from both
    for who in (model.for_user(None), model):
        assert who.score(here).values.tolist() == pytest.approx([-2.5, -2.5], abs=2e-3)


def test_a_user_who_is_not_known_is_an_error_that_says_what_to_do():
    model = plain([[50.0, 0.0], [0.0, 50.0]])
    with pytest.raises(GuerdonError, match=r"does not know 1 of the users.*'eve': make one known by adapt"):
        model.for_user("eve").score([Example("p", "3 4")])
    world = IdealPoints(width=2, users=3)
    with pytest.raises(GuerdonError, match="does not know 3 of the users"):
        fit(model, world.asked([0, 1, 2] * 20))


def test_more_users_of_the_same_taste_cost_nothing():
    one, two = plain([[1.0, 2.0], [1.0, 2.0]]), plain([[1.0, 2.0], [3.0, 2.0]])
    assert float(one.head.penalty().detach()) == pytest.approx(4 + 5)  # two identities, 1 + 4
    assert float(two.head.penalty().detach()) == pytest.approx(4 + (5 + 13) / 2)


def test_a_new_user_is_placed_by_his_labels_and_nobody_else_moves(tmp_path):
    world = IdealPoints(width=2, users=6, groups=2, spread=0.0, quality=20.0, seed=3)
    model = plain([[50.0, 0.0], [0.0, 50.0]])
    with torch.no_grad():
        model.head.project[0].bias.fill_(20)  # stays clear of the bend of ReLU
        model.head.project[2].bias.fill_(-20)
        model.head.prototypes.copy_(world.tastes([0, 1]))
    before = {name: value.clone() for name, value in model.head.state_dict().items() if name != "tastes"}
    test = world.asked([7] * 200, purpose=1)
    cold = examine(model.for_user(None), test).correct.mean()
    adapt(model, world.asked([7] * 10), "user 7")
    assert examine(model, test).correct.mean() > max(0.9, cold)
    assert model.head.users == ["ann", "bob", "user 7"]
    assert all(value.equal(model.head.state_dict()[name]) for name, value in before.items())
    assert model.head.tastes[:2].tolist() == [[50.0, 0.0], [0.0, 50.0]]
    adapt(model, world.asked([8] * 10), "user 7")  # another taste: he is corrected, not added
    assert examine(model, test).correct.mean() < 0.7
    assert len(model.head.users) == 3
    model.save(tmp_path / "pal")
    rows = [row.chosen for row in test[:3]]
    assert guerdon.load(tmp_path / "pal").score(rows).values.equal(model.score(rows).values)


def test_without_labels_a_user_is_average():
    model = plain([[2.0, 0.0], [0.0, 1.0]])
    adapt(model, IdealPoints(width=2).asked([0])[:0], "new")
    row = [Example("p", "1 2")]
    assert float(model.for_user("new").score(row).values) == pytest.approx(float(model.score(row).values), abs=1e-5)


def test_ideals_that_depend_on_the_prompt():
    model = RewardModel(Numbers(2, 1), PromptIdealHead(["ann"], k=1, width=2, hidden=2))
    with torch.no_grad():
        model.head.project[0].weight.copy_(torch.tensor([[1.0, 0, 0], [0, 1.0, 0]]))
        model.head.project[2].weight.copy_(torch.eye(2))
        model.head.ideals.weight.copy_(torch.tensor([[1.0], [-1.0]]))
        for bias in (model.head.project[0].bias, model.head.project[2].bias, model.head.ideals.bias):
            bias.zero_()
    rows = [Example("2", "3 1"), Example("-1", "3 1")]  # f = (3, 1); g = (2, -2) and (-1, 1)
    assert model.for_user("ann").score(rows).values.tolist() == pytest.approx([4, -2])


def test_learned_prototypes_know_users_apart():
    world = IdealPoints(users=12, groups=2, width=3, quality=10.0, seed=5)
    model = RewardModel(Numbers(3), IdealPointHead([f"user {u}" for u in range(12)], k=2, width=3))
    fit(model, world.asked([*range(12)] * 40), solver=FullBatch(l2=(1e-3,), iterations=60))
    test = world.asked([*range(12)] * 20, purpose=1)
    own = examine(model, test).correct.mean()
    anybody = examine(model.for_user(None), test).correct.mean()
    assert own > anybody + 0.1


def test_populations_agree_with_their_users():
    world = Directions(users=4, groups=4, width=3, quality=2.0, flips=0.1, seed=1)
    rows = [row.chosen for row in world.asked([0, 1, 2, 3])]
    others = [row.rejected for row in world.asked([0, 1, 2, 3])]
    wins = torch.stack(
        [
            0.1
            + 0.8
            * torch.sigmoid(
                2
                * (
                    world.gold.for_user(f"user {u}").score(rows).values
                    - world.gold.for_user(f"user {u}").score(others).values
                )
            )
            for u in range(4)
        ]
    )
    assert world.share(rows, others).tolist() == pytest.approx(wins.mean(0).tolist(), abs=1e-5)
    assert {row.annotator for row in world.comparisons(50)} <= {f"user {u}" for u in range(4)}
    with pytest.raises(GuerdonError, match="names 'Eve'"):
        world.gold.for_user("Eve").score(rows)


def test_bad_settings_are_named():
    with pytest.raises(ValueError, match="0 users"):
        IdealPointHead([])
    with pytest.raises(GuerdonError, match="from a block 'prompt'; the encoder has response"):
        RewardModel(Numbers(3), PromptIdealHead(["ann"]))
    with pytest.raises(GuerdonError, match="has a ScalarHead"):
        adapt(RewardModel(Numbers(3), ScalarHead()), IdealPoints().asked([0]), "ann")
