"""Chains of sums: what the policy says is a chain, errs as often as it says, and goes on from anywhere."""

import numpy as np
import pytest

from guerdon.testbeds import Chains
from guerdon.types import Example


def test_the_same_seed_gives_the_same_chains():
    assert Chains(2).candidates(3, 2) == Chains(2).candidates(3, 2) != Chains(3).candidates(3, 2)


def test_every_answer_is_a_chain_over_the_addends():
    for (example,) in Chains(1).candidates(20, 1):
        numbers, words = example.prompt_text.split(" + "), example.response.split()
        assert len(words) == 6 * 4 - 1
        assert words[0] == numbers[0]
        assert words[2::6] == numbers[1:]
        assert words[6::6] == words[4::6][:-1]  # each sum goes on from the last result
        assert set(words[1::6]) == {"+"}
        assert set(words[3::6]) == {"="}


def test_without_slips_every_answer_is_right_and_gold_says_so():
    world = Chains(1, slip=0.0)
    examples = [group[0] for group in world.candidates(20, 1)]
    assert world.gold.score(examples).values.tolist() == [1.0] * 20
    assert not world.correct(Example("1 + 1 + 1 + 1 + 1", "1 + 1 = 2 so 2 + 1 = 3 so 3 + 1 = 4 so 4 + 1 = 1"))
    assert world.correct(Example("1 + 1 + 1 + 1 + 1", "anything that ends in 0"))


def test_each_sum_is_judged_by_itself():
    world = Chains(1)
    assert world.sums_right(Example("1 + 1 + 1", "1 + 1 = 3 so 3 + 1 = 4")) == [False, True]
    assert world.sums_right(Example("4 + 3 + 1", "4 + 3 = 2 so 2 + 1 = 2")) == [True, False]
    clean = Chains(1, slip=0.0)
    assert all(all(clean.sums_right(one)) for (one,) in clean.candidates(10, 1))


def test_slips_come_where_sums_wrap():
    world, rng = Chains(1, slip=0.3), np.random.default_rng(0)
    wraps = [world.result(6, rng) for _ in range(2000)]
    assert wraps.count("1") / 2000 == pytest.approx(0.7, abs=0.04)
    assert set(wraps) == {"0", "1", "2"}
    assert [world.result(3, rng) for _ in range(2000)].count("3") / 2000 == pytest.approx(0.97, abs=0.02)
    careful = Chains(1, slip=0.3, elsewhere=0.0)
    assert {careful.result(3, rng) for _ in range(200)} == {"3"}
    assert len({careful.result(6, rng) for _ in range(200)}) == 3


@pytest.mark.parametrize("said", ["", "1", "1 +", "1 + 2 =", "1 + 2 = 3", "1 + 2 = 3 so 3 + 3"])
def test_a_prefix_of_any_length_is_completed(said):
    world = Chains(1, slip=0.0)
    begun = Example("1 + 2 + 3 + 4 + 0", said)
    whole = said + world.complete(begun, np.random.default_rng(1))
    assert whole.startswith(said)
    assert len(whole.split()) == 23
    assert world.correct(Example(begun.prompt, whole))


def test_right_answers_are_preferred():
    rows = list(Chains(4).comparisons(60))
    world = Chains(4)
    assert all(world.correct(row.chosen) >= world.correct(row.rejected) for row in rows)
