"""The topical world: what is off topic is worse, and how numbers meet."""

from itertools import pairwise
from pathlib import Path

import pytest
import torch

from guerdon.learn import Products
from guerdon.testbeds import Topical
from guerdon.types import Example


def test_an_answer_to_another_prompt_is_worse():
    world = Topical(seed=2)
    groups = world.candidates(20, 10)
    moved = [Example(group[0].prompt, each.response) for group, other in pairwise(groups) for each in other]
    own, foreign = (world.gold.score(some).values.mean().item() for some in (sum(groups, ()), moved))
    assert own - foreign == pytest.approx(world.relevance, abs=0.6)


def test_words_among_the_numbers_mean_nothing():
    world = Topical(seed=2)
    example = world.candidates(1, 1)[0][0]
    said = Example(example.prompt, f"Sure! {example.response}")
    assert world.gold.score([example]).values.item() == world.gold.score([said]).values.item()


def test_products_by_hand():
    encoded = Products(3, 2)([Example("2 -1", "3 4 5")])
    assert torch.equal(encoded.pooled, torch.tensor([[3.0, 4.0, 5.0, 6.0, -4.0]]))
    assert encoded.blocks == {"response": 3, "products": 2}
    assert Products.unpack(Path(), Products(3, 2).pack(Path())).blocks == encoded.blocks
    with pytest.raises(ValueError, match="a prompt of 4 numbers cannot meet a response of 3"):
        Products(3, 4)


def test_the_same_seed_makes_the_same_world():
    assert list(Topical(seed=5).comparisons(9)) == list(Topical(seed=5).comparisons(9))
    assert Topical(seed=5).candidates(2, 3) != Topical(seed=6).candidates(2, 3)
