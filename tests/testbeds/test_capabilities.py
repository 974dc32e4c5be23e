"""The world of capabilities: its gold by hand, its unit, its categories and its judges."""

import numpy as np
import pytest
import torch

from guerdon.testbeds import Capabilities, CapabilityJudge
from guerdon.testbeds import open as open_world
from guerdon.testbeds.capabilities import CATEGORIES, POINTS
from guerdon.types import Example


def test_capabilities_are_orthonormal_and_gold_has_its_unit():
    world = Capabilities(seed=1)
    for category in CATEGORIES:
        directions = world.points(torch.eye(world.width), category)
        torch.testing.assert_close(directions.T @ directions, torch.eye(4), atol=1e-5, rtol=1e-5)
        vectors = torch.randn(20_000, world.width, generator=torch.Generator().manual_seed(0))
        assert world.worth(vectors, category).std().item() == pytest.approx(1, abs=0.03)


def test_gold_is_the_mix_with_its_product():
    world = Capabilities(seed=2, product=2.0)
    basis = world.points(torch.eye(world.width), "facts")  # column k is the direction of capability k
    alone = world.worth(basis.T, "facts")
    assert bool((alone > 0).all())
    together = world.worth((basis[:, 0] + basis[:, 1])[None], "facts").item()
    weights = alone / alone.norm()  # a_k / sd is alone_k, and sd^2 = |a|^2 + 4
    sd = (4 / (1 - alone.square().sum())).sqrt().item()
    assert together == pytest.approx((alone[0] + alone[1]).item() + 2 / sd, rel=1e-4)
    assert weights.norm().item() == pytest.approx(1)
    assert world.worth((basis[:, 2] + basis[:, 3])[None], "facts").item() == pytest.approx((alone[2] + alone[3]).item())


def test_labels_are_wrong_as_often_as_is_said_and_prompts_tell_the_category():
    world = Capabilities(seed=3)
    rows = list(world.comparisons(3000))
    gold = world.gold
    first, second = (gold.score([getattr(row, side) for row in rows]).values for side in ("chosen", "rejected"))
    assert (first > second).float().mean().item() == pytest.approx(0.7, abs=0.03)
    assert world.pairs(20, purpose=7, flips=0.0)[0].prompt != rows[0].prompt
    asked = np.array([[float(x) for x in str(row.prompt).split()] for row in rows])
    nearest = np.linalg.norm(asked[:, None] - world.centres()[None], axis=2).argmin(1)
    named = [CATEGORIES.index(row.chosen.meta["category"]) for row in rows]
    assert (nearest == named).mean() > 0.85
    assert set(named) == {0, 1, 2}


def test_the_category_of_the_meta_decides_and_without_one_gold_is_nothing():
    world = Capabilities(seed=3)
    text = world.candidates(1, 1)[0][0].response
    golds = [world.gold.score([Example("p", text, meta={"category": c})]).values.item() for c in CATEGORIES]
    assert len({round(value, 4) for value in golds}) == 3
    vectors = torch.tensor([[float(x) for x in text.split()]])
    assert golds == pytest.approx([world.worth(vectors, category).item() for category in CATEGORIES], rel=1e-4)


def test_a_judge_says_the_same_when_asked_the_same():
    world = Capabilities(seed=4)
    judge = CapabilityJudge(world, "chat", POINTS["chat"][0], flips=0.3, swayed=0.2)
    rows = list(world.comparisons(200))
    sides = [row.chosen for row in rows], [row.rejected for row in rows]
    assert judge.prefer(*sides).equal(judge.prefer(*sides))
    said, reverse = judge.prefer(*sides), judge.prefer(*sides[::-1])
    assert ((said == 1) & (reverse == 1)).sum() > ((said == 0) & (reverse == 0)).sum()  # swayed towards the first


def test_it_opens_by_name_and_needs_room():
    assert open_world("capabilities?flips=0.1", seed=2) == Capabilities(flips=0.1, seed=2)
    with pytest.raises(ValueError, match="expected at least 4"):
        Capabilities(width=3)
