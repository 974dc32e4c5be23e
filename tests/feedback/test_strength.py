"""Committees that doubt labels: who saw what, strengths and treatments by hand, and that wrong labels are found."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from guerdon.feedback import drop, flip, keep, margin, preference_strength, soft, spoil, treat
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.statistics import auroc
from guerdon.types import Comparison, Example, Scores


def pair(name: str, chosen: float, rejected: float) -> Comparison:
    return Comparison(Example(name, str(chosen)), Example(name, str(rejected)), id=name)


DATA = Comparisons.of([pair("a", 1, 0), pair("b", 0, 2), pair("c", 3, 0), pair("d", 0, 0.5), pair("e", 2, 0)])


class Slope(Reward[Sequence[Example]]):
    """r = slope * the number that a response is, the slope from the labels of the rows that it saw."""

    def __init__(self, rows: Comparisons, seed: int) -> None:
        self.seen = {row.id for row in rows}
        self.slope = np.mean([row.target * 2 - 1 for row in rows]) * (1 + seed % 2)
        self.asked: list[str] = []

    def score(self, batch: Sequence[Example]) -> Scores:
        self.asked += [example.prompt for example in batch]
        return Scores(torch.tensor([self.slope * float(example.response) for example in batch]))


def test_no_reward_judges_what_it_has_seen():
    made: list[Slope] = []

    def learner(rows: Comparisons, seed: int) -> Slope:
        made.append(Slope(rows, seed))
        return made[-1]

    preference_strength(DATA, learner, members=3, folds=2)
    assert len(made) == 6
    for reward in made:
        assert not reward.seen & set(reward.asked)
        assert reward.seen | set(reward.asked) == set("abcde")
    assert len({frozenset(reward.seen) for reward in made}) > 2  # each member cuts anew


def test_strengths_by_hand():
    # one fold: seeds 0 and 1 have slopes 1 and 2, gaps 1, -2, 3, -0.5, 2 times that
    strength = preference_strength(DATA, Slope, members=2, folds=1)
    assert strength.mean.tolist() == pytest.approx([1.5, -3, 4.5, -0.75, 3])
    assert strength.std.tolist() == pytest.approx([0.5, 1, 1.5, 0.25, 1])


def test_each_band_has_its_treatment():
    mean = np.array([1.5, -3, 4.5, -0.75, 3])
    rows = list(treat(DATA, mean, [(0.2, flip), (0.2, soft), (0.4, keep), (0.2, margin)]))
    assert [row.id for row in rows] == list("abcde")
    # from the weakest: b, d, a, e, c; sigmoid(-0.75) = 0.320821
    assert [row.target for row in rows] == pytest.approx([1, 0, 1, 0.320821, 1], abs=1e-6)
    assert [row.margin for row in rows] == [0, 0, 4.5, 0, 0]
    assert [row.id for row in treat(DATA, mean, [(0.4, drop), (0.6, keep)])] == ["a", "c", "e"]


def test_a_negative_strength_is_no_margin():
    assert margin(pair("x", 1, 0), -2.0).margin == 0
    assert margin(pair("x", 1, 0), 2.0).margin == 2


def test_spoilt_labels_are_told_and_found():
    data = Comparisons.of(pair(f"p{row}", 1 + row % 7, 0) for row in range(200))
    noisy, wrong = spoil(data, 0.25, seed=1)
    assert 0.15 < wrong.mean() < 0.35
    assert [row.target for row in noisy] == [0.0 if bad else 1.0 for bad in wrong]
    assert spoil(data, 0.0)[1].sum() == 0

    strength = preference_strength(noisy, lambda rows, seed: Slope(data, seed), members=2)
    assert auroc(-strength.mean, wrong) == 1
    share = float(wrong.mean())
    mended = list(treat(noisy, strength.mean, [(share, flip), (1 - share, keep)]))
    assert all((row.chosen.response > row.rejected.response) == (row.target == 1) for row in mended)


@pytest.mark.parametrize(
    ("bands", "n", "message"),
    [
        ([(0.5, keep)], 5, "sum to 1"),
        ([(1.5, keep), (-0.5, flip)], 5, "from 0"),
        ([(1.0, keep)], 4, "4 strengths for 5"),
    ],
)
def test_bands_that_do_not_fit_are_refused(bands, n, message):
    with pytest.raises(ValueError, match=message):
        treat(DATA, np.zeros(n), bands)


def test_more_folds_than_prompts_are_refused():
    with pytest.raises(ValueError, match="5 prompts cannot be cut into 6 folds"):
        preference_strength(DATA, Slope, folds=6)
