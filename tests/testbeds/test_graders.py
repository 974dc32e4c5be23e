"""Graders by hand where they are without noise, and by statistics where not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds import Graders
from guerdon.types import Comparison, Example, Scores


@dataclass(frozen=True)
class Written(Reward[Sequence[Example]]):
    """The truth is the number that the response states."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([float(each.response) for each in batch]))


def pairs(*values: tuple[float, float]) -> Comparisons:
    return Comparisons.of(
        Comparison(Example(f"p{n}", str(a)), Example(f"p{n}", str(b))) for n, (a, b) in enumerate(values)
    )


def test_without_noise_ratings_and_strengths_are_the_rounded_truth():
    exact = Graders(rating_noise=0, preference_noise=0, offset=0)
    given = pairs((0.2, -1.4), (-5.0, 7.0), (0.3, 0.1))
    ratings = exact.ratings(given, Written())
    assert {row.example.response: row.overall for row in ratings} == {
        "0.2": 2, "-1.4": 1, "-5.0": 0, "7.0": 4, "0.3": 2, "0.1": 2,
    }  # fmt: skip
    found = [(row.chosen.response, row.strength, row.target) for row in exact.preferences(given, Written())]
    assert found == [("0.2", 2.0, 1.0), ("7.0", 3.0, 1.0)]  # gaps 1.6 and 12; 0.2 rounds to a tie


def test_zero_points_move_ratings_of_both_responses_alike_and_no_preference():
    given = pairs(*[(0.0, 0.0)] * 200, *[(1.0, 0.0)] * 200)
    harsh = Graders(rating_noise=0, preference_noise=0, offset=0.7, annotators=3, seed=1)
    grades = np.array([row.overall for row in harsh.ratings(given, Written())]).reshape(2, 400)
    assert (grades[0, :200] == grades[1, :200]).all()
    assert len(set(grades[1])) > 1
    assert [row.strength for row in harsh.preferences(given, Written())] == [1.0] * 200


@pytest.mark.parametrize("noise", [0.5, 2.0])
def test_noise_has_the_stated_size(noise):
    given = pairs(*[(1.0, 0.0)] * 2000)
    rows = list(Graders(preference_noise=noise, seed=2).preferences(given, Written()))
    seen = sum(row.chosen.response == "1.0" for row in rows) / 2000
    expected = float(torch.distributions.Normal(1.0, noise).cdf(torch.tensor(10.0 * noise + 1)))  # of all
    expected -= float(torch.distributions.Normal(1.0, noise).cdf(torch.tensor(0.5)))  # a gap that rounds to 1 or more
    assert seen == pytest.approx(expected, abs=4 * np.sqrt(0.25 / 2000))
