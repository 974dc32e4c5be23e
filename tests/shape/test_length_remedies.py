"""The length penalty and the residual, by hand computation and by what they promise."""

from pathlib import Path

import numpy as np
import pytest
import torch

from guerdon import load
from guerdon.errors import GuerdonError
from guerdon.shape import LengthPenalty, Measure, Residualise
from guerdon.surface import ATTRIBUTES
from guerdon.types import Example, ScoringError


def words(n: int) -> Example:
    return Example("p", " ".join(["word"] * n))


def test_the_penalty_is_zero_at_free_words_and_two_sigma_at_twice_as_many(told):
    batch = [words(5), words(10), words(20)]
    reward = told({example.response: 1.0 for example in batch}) >> LengthPenalty(sigma=0.5, free=10)
    assert reward.score(batch).values.tolist() == pytest.approx([1.5, 1.0, 0.0])


def test_the_residual_of_a_line_in_the_attribute_is_flat(told):
    batch = [words(n) for n in (1, 3, 7, 20)]
    line = told({each.response: 2 + 3 * ATTRIBUTES["log_words"](each.response) for each in batch})
    transform = Residualise.of(line, batch, "log_words")
    assert transform.slopes == pytest.approx((3.0,), abs=1e-5)
    assert (line >> transform).score(batch).values.tolist() == pytest.approx([2.0] * 4, abs=1e-5)


def test_the_residual_is_uncorrelated_with_every_attribute_where_it_was_fitted(told):
    rng = np.random.default_rng(0)
    texts = [" ".join(["word"] * int(n)) + "!" * int(m) for n, m in rng.integers(1, 30, size=(40, 2))]
    batch = [Example("p", text) for text in texts]
    reward = told({text: float(rng.normal()) + len(text) / 10 for text in texts})
    names = ("log_words", "exclamation_marks")
    left = (reward >> Residualise.of(reward, batch, *names)).score(batch).values.numpy()
    for name in names:
        assert np.corrcoef(left, [ATTRIBUTES[name](text) for text in texts])[0, 1] == pytest.approx(0, abs=1e-5)


def test_what_the_attribute_does_not_explain_is_kept(told):
    batch = [words(2), Example("p", "other text"), words(8)]
    reward = told({each.response: value for each, value in zip(batch, (0.0, 1.0, 0.0), strict=True)})
    cleaned = reward >> Residualise(("log_words",), (0.7,))
    scores = cleaned.score(batch).values
    assert float(scores[1] - scores[0]) == pytest.approx(1.0)  # both have two words


def test_too_few_responses_unknown_attributes_and_failed_scores_are_errors(told):
    with pytest.raises(GuerdonError, match="2 responses are too few to fit 1 slopes"):
        Residualise.of(told(), [words(1), words(2)], "log_words")
    with pytest.raises(GuerdonError, match="no attribute 'lenght'"):
        Residualise.of(told(), [words(1)] * 9, "lenght")
    with pytest.raises(ScoringError):
        Residualise.of(told(), [words(n) for n in range(1, 9)], "log_words")


@pytest.mark.parametrize("transform", [LengthPenalty(0.3), Residualise(("log_words", "bold"), (1.0, -2.0))])
def test_saved_transforms_do_the_same(tmp_path: Path, transform):
    reward = Measure("line_breaks") >> transform
    reward.save(tmp_path / "reward")
    batch = [words(3), Example("p", "**a**\nb")]
    assert torch.equal(load(tmp_path / "reward").score(batch).values, reward.score(batch).values)
