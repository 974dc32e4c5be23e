"""Speakers and listeners: probabilities by hand, and choices that are learned."""

import math

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn.pragmatics import Matching, PragmaticSpeaker

ZERO = Matching(torch.zeros(2, 2))
OPTIONS = torch.eye(2)
WEIGHTS = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.5]])


def test_a_speaker_of_options_names_the_one_that_is_best():
    listener = Matching(torch.eye(2))
    speaker = PragmaticSpeaker(listener, ZERO, torch.tensor([[0.0, 1.0]]), alpha=1.0)
    likelihood = speaker.likelihood(torch.tensor([1.0, 0.0]), WEIGHTS, OPTIONS, OPTIONS)
    # the listener hears option 0 with probability s = e / (e + 1) in the one utterance, 1 - s in the other
    s = math.e / (math.e + 1)
    assert likelihood.tolist() == pytest.approx([s, 1 - s, s])


def test_a_speaker_of_rewards_says_what_fits_the_weights():
    speaker = PragmaticSpeaker(ZERO, Matching(torch.eye(2)), torch.tensor([[0.0, 1.0]]), alpha=0.0, temperature=2.0)
    likelihood = speaker.likelihood(torch.tensor([1.0, 0.0]), WEIGHTS, OPTIONS, OPTIONS)
    assert likelihood.tolist() == pytest.approx([1 / (1 + math.exp(-gap / 2)) for gap in (1.0, -1.0, 0.5)])


def test_a_mixture_is_the_mean_of_both():
    listener, fits, others = Matching(torch.eye(2)), Matching(torch.eye(2)), torch.tensor([[0.0, 1.0]])
    said = torch.tensor([1.0, 0.3])
    one, none, half = (
        PragmaticSpeaker(listener, fits, others, alpha).likelihood(said, WEIGHTS, OPTIONS, OPTIONS)
        for alpha in (1.0, 0.0, 0.5)
    )
    assert torch.allclose(half, (one + none) / 2)


def test_choices_are_learned():
    generator = torch.Generator().manual_seed(0)
    truth = Matching(torch.tensor([[2.0, 0.0, -1.0], [0.0, 3.0, 1.0]]))
    a, b = torch.randn(600, 2, generator=generator), torch.randn(600, 4, 3, generator=generator)
    found = Matching.fitted(a[:500], b[:500], truth(a, b).argmax(1)[:500], l2=1e-3)
    assert float((found(a, b).argmax(1) == truth(a, b).argmax(1))[500:].float().mean()) > 0.9


def test_the_same_things_beside_each_score_as_one_by_one():
    generator = torch.Generator().manual_seed(1)
    match = Matching(torch.randn(2, 3, generator=generator))
    a, b = torch.randn(4, 2, generator=generator), torch.randn(5, 3, generator=generator)
    assert torch.allclose(match.every(a, b), match(a, b.expand(4, -1, -1)), atol=1e-6)


def test_bad_arguments_are_errors():
    with pytest.raises(ValueError, match="from 0 to 1"):
        PragmaticSpeaker(ZERO, ZERO, torch.zeros(1, 2), alpha=1.5)
    with pytest.raises(GuerdonError, match="at least two things"):
        Matching.fitted(torch.zeros(3, 2), torch.zeros(3, 1, 2), torch.zeros(3, dtype=torch.long), 0.1)
