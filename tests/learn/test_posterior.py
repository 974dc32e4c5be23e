"""Beliefs about linear rewards: moments by hand, Bayes against a grid, and what is refused."""

import math

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn.posterior import LinearPosterior


def source(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_scores_are_mean_and_spread_over_particles():
    belief = LinearPosterior(torch.tensor([[1.0, 0.0], [0.0, 0.5]]))
    scores = belief.score(torch.tensor([[2.0, 0.0], [1.0, 2.0]]))
    assert scores.values.tolist() == [1.0, 1.0]
    assert scores.std.tolist() == [1.0, 0.0]  # rewards 2 and 0, then 1 and 1
    assert belief.mean.tolist() == [0.5, 0.25]


def test_observing_is_bayes_rule():
    belief = LinearPosterior.uniform(20_000, 1, source())
    # likelihood sigmoid(3 w): the posterior mean is the integral of w sigmoid(3 w) over that of sigmoid(3 w)
    grid = torch.linspace(-1, 1, 4001)
    expected = float((grid * torch.sigmoid(3 * grid)).sum() / torch.sigmoid(3 * grid).sum())
    after = belief.observe(torch.sigmoid(3 * belief.particles[:, 0]), source(1))
    assert float(after.mean) == pytest.approx(expected, abs=0.02)
    assert float(after.particles.abs().max()) <= 1


def test_what_says_nothing_changes_next_to_nothing():
    belief = LinearPosterior.uniform(5000, 3, source())
    after = belief.observe(torch.full((5000,), 0.2), source(1))
    assert torch.allclose(after.mean, belief.mean, atol=0.02)
    assert torch.allclose(after.particles.std(0), belief.particles.std(0), atol=0.02)


def test_a_belief_in_one_particle_stays_there():
    belief = LinearPosterior(torch.tensor([[0.5, -0.5], [0.1, 0.9]]))
    after = belief.observe(torch.tensor([1.0, 0.0]), source())
    assert torch.allclose(after.particles, torch.tensor([[0.5, -0.5]] * 2))


def test_the_scale_of_likelihoods_does_not_matter():
    belief = LinearPosterior.uniform(100, 2, source())
    likelihood = torch.rand(100, generator=source(2))
    one, two = (belief.observe(scale * likelihood, source(3)).particles for scale in (1.0, 1e-3))
    assert torch.allclose(one, two, atol=1e-5)


@pytest.mark.parametrize("likelihood", [[0.0, 0.0], [-1.0, 2.0], [math.nan, 1.0]])
def test_impossible_likelihoods_are_an_error(likelihood):
    with pytest.raises(GuerdonError, match="check the speaker"):
        LinearPosterior(torch.zeros(2, 1)).observe(torch.tensor(likelihood), source())


def test_other_features_are_an_error():
    with pytest.raises(GuerdonError, match="of 2 features, got rows of shape"):
        LinearPosterior(torch.zeros(5, 2)).score(torch.zeros(3, 4))
