"""A world of attributes: its golds and ratings against what they are said to be."""

import numpy as np
import pytest
import torch

from guerdon.testbeds import Rated
from guerdon.testbeds import open as open_world
from guerdon.testbeds.rated import NAMES
from guerdon.testbeds.vectors import numbers


def test_attributes_have_unit_variance_and_the_stated_correlations():
    world = Rated(seed=1)
    alike = world.directions.T @ world.directions
    assert np.allclose(np.diag(alike), 1)
    assert alike[0, 1:] == pytest.approx([0.9, 0.5, 0.2, 0.1], abs=0.01)
    assert alike[3, 4] == pytest.approx(0.2 * 0.1 + 0.98 * 0.5, abs=0.01)
    assert alike[1, 2] == pytest.approx(0.9 * 0.5, abs=0.01)


def test_gold_is_the_weighting_of_the_attributes_in_its_own_unit():
    world = Rated(seed=2)
    vectors = torch.from_numpy(world.vectors(4000, purpose=9)).float()
    gold = world.truth(vectors)
    weighed = world.attributes(vectors) @ torch.tensor(world.weights)
    assert torch.allclose(gold / gold.norm(), weighed / weighed.norm(), atol=1e-5)
    assert float(gold.std()) == pytest.approx(1, abs=0.05)


def test_another_gold_leaves_responses_and_ratings_as_they_are():
    world = Rated(seed=3)
    other = world.wanting(0, 0, 0, 0, -1)
    assert list(other.ratings(6)) == list(world.ratings(6))
    vectors = torch.from_numpy(world.vectors(5, purpose=9))
    assert torch.allclose(other.truth(vectors), -world.attributes(vectors)[:, 4])


def test_careful_raters_say_the_rounded_truth():
    world = Rated(seed=4, noise=0, careless=0)
    rows = list(world.ratings(20))
    assert len(rows) == 100
    worth = world.attributes(numbers([row.example for row in rows]))
    said = torch.tensor([[row.values[name] for name in NAMES] for row in rows])
    exact = (2 + worth).clip(0, 4)
    close = (exact - exact.floor() - 0.5).abs() < 0.01  # texts have three decimals
    assert ((said == exact.round()) | close).all()
    assert len({row.example.prompt for row in rows}) == 10


def test_careless_raters_say_anything():
    rows = list(Rated(seed=5, careless=1).ratings(400))
    said = np.array([row.values["helpfulness"] for row in rows])
    counts = np.bincount(said.astype(int), minlength=5) / len(said)
    assert np.abs(counts - 0.2).max() < 0.05


def test_it_opens_by_name_and_refuses_what_it_cannot_be():
    assert open_world("rated?weights=1,0,0,0,0&noise=0.5", seed=3) == Rated(seed=3, weights=(1, 0, 0, 0, 0), noise=0.5)
    with pytest.raises(ValueError, match="2 weights, expected one for each of helpfulness"):
        Rated(weights=(1.0, 2.0))
    with pytest.raises(ValueError, match="width=3, expected at least 5"):
        Rated(width=3)
