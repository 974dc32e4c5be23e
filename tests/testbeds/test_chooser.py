"""The policy of tables: one step by hand, what it learns, and that a seed decides everything."""

import numpy as np
import pytest

from guerdon.testbeds import Chooser, Tried, standardised


def test_one_step_by_hand():
    seen: list[Tried] = []

    def advantage(tried):
        seen.append(tried)
        return np.array([1.0, -2.0])

    after = Chooser(prompts=1, answers=2, batch=2, rate=3.0).learn(advantage, 1, seed=4)
    (tried,) = seen
    moves = [(1.0 if answer == 0 else -1.0) / 2 for answer in tried.answers]  # onehot - p of the first answer
    logit = 3.0 * (moves[0] * 1.0 + moves[1] * -2.0) / 2
    assert after[0, 0] == pytest.approx(1 / (1 + np.exp(-2 * logit)))
    assert tried.gaps == pytest.approx(np.zeros(2))


def test_it_finds_what_pays_and_a_seed_repeats():
    worth = np.random.default_rng(0).normal(size=(6, 5))
    chooser = Chooser(6, 5)
    first = chooser.learn(lambda tried: standardised(worth[tried.prompts, tried.answers]), 300, seed=1)
    again = chooser.learn(lambda tried: standardised(worth[tried.prompts, tried.answers]), 300, seed=1)
    assert (first == again).all()
    assert (first * worth).sum(1).mean() > worth.max(1).mean() - 0.2


def test_groups_are_of_one_prompt_and_gaps_say_how_far_it_has_moved():
    gaps = []

    def advantage(tried):
        assert (tried.prompts.reshape(-1, 4) == tried.prompts[::4, None]).all()
        gaps.append(tried.gaps.mean())
        return (tried.answers == 0).astype(float)

    Chooser(3, 4, batch=8, group=4).learn(advantage, 200)
    assert gaps[0] == pytest.approx(0)
    assert gaps[-1] == pytest.approx(np.log(4), abs=0.05)


def test_standardising():
    assert standardised(np.array([1.0, 3.0])).tolist() == [-1, 1]
    assert standardised(np.ones(3)).tolist() == [0, 0, 0]
