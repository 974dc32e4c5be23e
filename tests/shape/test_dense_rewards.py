"""Rewards of units: levelled by location and handed down to words, by hand."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.shape import LocationNormaliser, Measure, SpreadEvenly
from guerdon.shape.location import huber_line
from guerdon.shape.spread import spread
from guerdon.types import Dense, Example, Scores


@dataclass(frozen=True)
class Steps(Reward):
    """The units of a response of n words: one for each word, rewarded by a rule."""

    slope: float = 0.0
    noise: float = 1.0

    def score(self, batch):
        rows = []
        for example in batch:
            n = len(example.response.split())
            log_p = np.log(np.arange(1, n + 1) / n)
            draws = np.random.default_rng(int(example.identity[:12], 16)).normal(size=n)
            rows.append(torch.tensor(3 + self.slope * log_p + self.noise * (2 + 0.5 * log_p) * draws))
        ends = tuple(torch.tensor([2 * (i + 1) - 1 for i in range(len(row))]) for row in rows)
        return Scores(torch.stack([row.mean() for row in rows]), Dense("segment", tuple(rows), ends))


def texts(n: int, low: int = 3, high: int = 9) -> list[Example]:
    return [Example(f"p{i}", " ".join("x" * (low + i % (high - low + 1)))) for i in range(n)]


def test_the_lines_are_found_and_the_normalised_rewards_stand_alike_everywhere():
    reward = Steps(slope=1.5)
    fitted = LocationNormaliser.of(reward, texts(3000))
    assert fitted.mean == pytest.approx((1.5, 3.0), abs=0.15)
    assert fitted.spread == pytest.approx((0.5, 2.0), abs=0.15)
    dense = (reward >> fitted).score(texts(600, 7, 7)).dense
    table = torch.stack(dense.values)
    assert table.mean(0).abs().max() < 0.25
    assert (table.std(0) - 1).abs().max() < 0.25


def test_normalising_by_hand():
    units = torch.tensor([1.0, 5.0])
    fitted = LocationNormaliser(mean=(2.0, 1.0), spread=(3.0, 2.5), floor=0.5)
    # p = 1/2: mu = 1 - 2 ln 2, sd = 2.5 - 3 ln 2 = 0.4206 -> 0.5; p = 1: mu = 1, sd = 2.5
    expected = [(1 - (1 - 2 * np.log(2))) / 0.5, (5 - 1) / 2.5]
    assert fitted.normalised(units).tolist() == pytest.approx(expected, rel=1e-5)


def test_one_wild_place_does_not_turn_the_line():
    x = np.linspace(-2, 0, 20)
    y = 0.7 * x + 0.2
    y[3] += 50
    assert huber_line(x, y) == pytest.approx((0.7, 0.2), abs=0.3)
    assert abs(np.polyfit(x, y, 1)[0] - 0.7) > 2


def test_every_word_of_a_unit_gets_the_same_share():
    # words end at 2, 5, 8, 11; units at 5 (two words), 11 (two words)
    words = torch.tensor([2, 5, 8, 11])
    assert spread(torch.tensor([4.0, -1.0]), torch.tensor([5, 11]), words).tolist() == [2, 2, -0.5, -0.5]
    # a unit that ends within the second word covers the first; one within a word that another ends gives to that word
    assert spread(torch.tensor([4.0, 1.0, 2.0]), torch.tensor([3, 4, 11]), words).tolist() == pytest.approx(
        [4, 1 + 2 / 3, 2 / 3, 2 / 3]
    )


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8, unique=True), st.integers(1, 8))
def test_the_total_is_kept_wherever_units_end(places, words):
    text = " ".join(["word"] * words)
    ends = sorted({min(place, len(text)) for place in places} | {len(text)})
    rewards = torch.arange(1.0, len(ends) + 1)
    scores = Scores(rewards.sum()[None], Dense("segment", (rewards,), (torch.tensor(ends),)))
    dense = SpreadEvenly()(scores, [Example("p", text)]).dense
    assert dense.level == "token"
    assert len(dense.values[0]) == words
    assert dense.values[0].sum().item() == pytest.approx(rewards.sum().item(), rel=1e-5)


def test_rewards_of_whole_responses_have_nothing_to_hand_down():
    for transform in (SpreadEvenly(), LocationNormaliser((0.0, 0.0), (0.0, 1.0), 1.0)):
        with pytest.raises(GuerdonError, match="these scores have none"):
            (Measure("log_words") >> transform).score([Example("p", "one two")])
    with pytest.raises(GuerdonError, match="use UnitHead"):
        LocationNormaliser.of(Measure("log_words"), [Example("p", "one two")])
    with pytest.raises(GuerdonError, match="two places with two units each"):
        LocationNormaliser.of(Steps(), texts(1))
