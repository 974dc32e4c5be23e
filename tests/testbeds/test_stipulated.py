"""Stipulations split the answers that they are made for, count as much as is said, and are read by the checks."""

import numpy as np
import pytest

from guerdon.testbeds import Stipulated
from guerdon.testbeds.stipulated import MARK, kept
from guerdon.types import Example
from guerdon.verify import Constraints, stated

WORLD = Stipulated(seed=100, share=1.0)


@pytest.mark.parametrize(
    ("said", "right", "wrong"),
    [
        ("use at most 2 words.", "a b", "a b c"),
        ("use at least 2 words.", "a b", "a"),
        ("do not use any commas.", "a b", "a, b"),
        ("include the keyword 'apple'.", "Apple pie", "pie"),
    ],
)
def test_what_is_kept(said, right, wrong):
    assert kept(f"x{MARK}{said}", right)
    assert not kept(f"x{MARK}{said}", wrong)
    assert kept("x", right) is None


def test_stipulations_split_the_answers_and_change_gold_by_their_worth():
    groups = WORLD.candidates(30, 4)
    split = [group for group in groups if MARK in group[0].prompt_text]
    assert len(split) > 25
    for group in split:
        scores = WORLD.gold.score(group).require()
        assert set(scores.parts["kept"].tolist()) == {-1.0, 1.0}
        plain = [Example(each.prompt_text.split(MARK)[0], each.response) for each in group]
        assert np.allclose(scores.values - scores.parts["kept"], WORLD.gold.score(plain).values)


def test_annotators_mostly_prefer_what_is_better():
    rows = list(WORLD.comparisons(300))
    gap = (
        WORLD.gold.score([row.chosen for row in rows]).values - WORLD.gold.score([row.rejected for row in rows]).values
    )
    assert 0.75 < float((gap > 0).float().mean()) < 0.98
    assert [row.chosen for row in WORLD.comparisons(20)] == [row.chosen for row in rows[:20]]


def test_the_checks_read_every_stipulation():
    rows = [each for group in WORLD.candidates(40, 4) for each in group if MARK in each.prompt_text]
    assert all(stated(each.prompt_text.split(MARK)[1]).checks for each in rows)
    said = Constraints().score(rows).values
    assert (
        np.mean([(value == 1) == kept(each.prompt_text, each.response) for value, each in zip(said, rows, strict=True)])
        > 0.9
    )
