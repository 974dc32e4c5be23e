"""Fits of strengths against hand computations, a second method, and simulations."""

import itertools
import math

import numpy as np
import pytest

from guerdon.statistics import bradley_terry, elo


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def round_robin(strengths, games, seed):
    """Every pair of players meets equally often; the stronger wins as Bradley and Terry say."""
    rng = np.random.default_rng(seed)
    pairs = [pair for pair in itertools.combinations(range(len(strengths)), 2) for _ in range(games)]
    first, second = (np.array(side) for side in zip(*pairs, strict=True))
    won = (rng.random(len(pairs)) < sigmoid(strengths[first] - strengths[second])).astype(float)
    return [f"p{player}" for player in first], [f"p{player}" for player in second], won


def minorise_maximise(first, second, target, names, rounds=5000):
    """Bradley-Terry strengths by Hunter's fixed-point iteration, a method unlike Newton's."""
    wins = np.zeros((len(names), len(names)))
    for a, b, t in zip(first, second, target, strict=True):
        wins[names.index(a), names.index(b)] += t
        wins[names.index(b), names.index(a)] += 1 - t
    worth = np.ones(len(names))
    for _ in range(rounds):
        worth = wins.sum(1) / ((wins + wins.T) / (worth[:, None] + worth)).sum(1)
    return np.log(worth) - np.log(worth).mean()


def test_two_players_by_hand():
    # a won 3 of 4: the gap is log 3; its information 4 * 3/4 * 1/4, and each strength is half the gap.
    fitted = bradley_terry(["a", "a", "a", "b"], ["b", "b", "b", "a"], column(1, 1, 1, 1))
    assert fitted.names == ("a", "b")
    assert fitted.values == pytest.approx([math.log(3) / 2, -math.log(3) / 2])
    half = 1.959964 * math.sqrt(1 / 0.75) / 2
    assert fitted.high - fitted.values == pytest.approx([half, half])
    assert fitted.values - fitted.low == pytest.approx([half, half])


def test_the_elo_gap_of_three_to_one():
    fitted = elo(["a"], ["b"], column(0.75))
    assert fitted.values == pytest.approx([1000 + 95.42, 1000 - 95.42], abs=0.01)
    assert elo(["a"], ["b"], column(0.75), mean=1500).values.mean() == pytest.approx(1500)


def test_elo_is_bradley_terry_on_another_scale():
    rows = round_robin(np.array([0.0, 0.5, 1.0, -0.4]), 30, seed=0)
    nats, points = bradley_terry(*rows), elo(*rows)
    factor = 400 / math.log(10)
    assert points.values - points.values[0] == pytest.approx(factor * (nats.values - nats.values[0]))
    assert points.high - points.low == pytest.approx(factor * (nats.high - nats.low))


@pytest.mark.parametrize("seed", range(3))
def test_a_second_method_finds_the_same_maximum(seed):
    first, second, won = round_robin(np.random.default_rng(seed).normal(size=6), 12, seed)
    soft = 0.9 * won + 0.05
    fitted = bradley_terry(first, second, soft)
    assert fitted.values == pytest.approx(minorise_maximise(first, second, soft, fitted.names), abs=1e-6)
    assert fitted.values.sum() == pytest.approx(0, abs=1e-12)


def test_exact_probabilities_give_the_strengths_back():
    strengths = column(-2, -0.5, 0.3, 2.2)
    first, second, _ = round_robin(strengths, 1, seed=0)
    gap = np.array([strengths[int(a[1])] - strengths[int(b[1])] for a, b in zip(first, second, strict=True)])
    assert bradley_terry(first, second, sigmoid(gap)).values == pytest.approx(strengths, abs=1e-6)


def test_intervals_cover_the_truth_as_often_as_they_say():
    strengths = column(-1, -0.5, 0, 0.5, 1)
    fits = [bradley_terry(*round_robin(strengths, 30, seed)) for seed in range(60)]
    covered = np.mean([(fit.low <= strengths) & (strengths <= fit.high) for fit in fits])
    assert 0.9 <= covered <= 0.99


def test_neither_the_order_of_rows_nor_of_sides_matters():
    first, second, won = round_robin(column(0, 1, 0.5), 20, seed=1)
    fitted = bradley_terry(first, second, won)
    assert bradley_terry(second[::-1], first[::-1], 1 - won[::-1]).values == pytest.approx(fitted.values)


def test_players_come_in_the_order_asked_for():
    first, second, won = round_robin(column(0, 1, 0.5), 20, seed=1)
    fitted, turned = bradley_terry(first, second, won), bradley_terry(first, second, won, ["p2", "p0", "p1"])
    assert turned.names == ("p2", "p0", "p1")
    assert turned.values == pytest.approx(fitted.values[[2, 0, 1]])


def test_a_tie_counts_half_for_each():
    tied = bradley_terry(["a", "a", "b"], ["b", "b", "a"], column(0.5, 1, 1))
    split = bradley_terry(["a", "a", "b", "a", "b", "a"], ["b", "b", "a", "b", "a", "b"], column(1, 1, 1, 0, 1, 1))
    assert tied.values == pytest.approx([0, 0], abs=1e-9)
    assert split.values == pytest.approx([0, 0], abs=1e-9)


def test_groups_that_never_met_have_no_common_scale():
    with pytest.raises(ValueError, match=r"2 groups that never met \('a', 'b' \| 'c', 'd'\)"):
        bradley_terry(["a", "c"], ["b", "d"], column(0.5, 0.5))


def test_a_player_who_never_lost_has_no_finite_strength():
    with pytest.raises(ValueError, match="'a' never lost"):
        bradley_terry(["a", "b", "c"], ["b", "c", "b"], column(1, 1, 1))


def test_a_group_that_never_lost_to_the_rest_has_none_either():
    with pytest.raises(ValueError, match="'a', 'b' never lost"):
        bradley_terry(["a", "b", "a", "c", "d"], ["b", "a", "c", "d", "c"], column(1, 1, 1, 1, 1))


def test_a_player_who_never_played_is_named():
    with pytest.raises(ValueError, match="'c'"):
        bradley_terry(["a"], ["b"], column(0.5), ["a", "b", "c"])


@pytest.mark.parametrize(
    ("first", "target", "players", "match"),
    [
        (["b"], 0.5, None, "row 1 compares 'b' with itself"),
        (["x"], 0.5, ["a", "b"], "not both in players"),
        (["a"], 1.5, None, "target is 1.5 in row 1"),
        (["a", "a"], 0.5, None, "2 first and 1 second players for 1 targets"),
    ],
)
def test_bad_rows_are_named(first, target, players, match):
    with pytest.raises(ValueError, match=match):
        bradley_terry(first, ["b"], column(target), players)
