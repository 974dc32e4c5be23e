"""The wordy world: what is true of it, what annotators make of it, and that words are read past."""

import numpy as np
import pytest

from guerdon.learn import Numbers
from guerdon.statistics import pearson
from guerdon.surface import log_words
from guerdon.testbeds import Wordy


def columns(world: Wordy) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gold, log words and the trace of every candidate."""
    responses = [each for group in world.candidates(20, 40) for each in group]
    gold = world.gold.score(responses).values.double().numpy()
    words = np.array([log_words(each.response) for each in responses])
    return gold, words, Numbers(world.width)(responses).pooled[:, -1].double().numpy()


def test_length_is_no_sign_of_quality_and_leaves_a_trace():
    gold, words, trace = columns(Wordy(seed=3))
    assert gold.std() == pytest.approx(1, abs=0.1)
    assert abs(pearson(gold, words)) < 0.1
    assert pearson(trace, words) == pytest.approx(0.8, abs=0.08)


def test_length_can_be_made_worth_something():
    gold, words, _ = columns(Wordy(seed=3))
    worth, _, _ = columns(Wordy(seed=3, length_worth=2.0))
    assert worth - gold == pytest.approx(2 * words, abs=1e-4)


def longer_wins(world: Wordy) -> float:
    return float(
        np.mean([log_words(row.chosen.response) > log_words(row.rejected.response) for row in world.comparisons(400)])
    )


def test_annotators_like_length_as_much_as_they_are_said_to():
    assert longer_wins(Wordy(seed=1, length_bias=0.0)) == pytest.approx(0.5, abs=0.08)
    assert longer_wins(Wordy(seed=1)) > 0.6
    assert longer_wins(Wordy(seed=1, length_bias=100.0)) > 0.95


def test_the_same_seed_makes_the_same_world():
    assert list(Wordy(seed=5).comparisons(20)) == list(Wordy(seed=5).comparisons(20))
    assert Wordy(seed=5).candidates(2, 3) != Wordy(seed=6).candidates(2, 3)
