"""AdaptiveStep at a tiny scale: every way to cut, and doubt alone, on the same answers."""

import dataclasses

import pytest

from guerdon.learn.segmenters import EqualCuts, RandomCuts
from guerdon.recipes.adaptive_step import Config, run, spacing
from guerdon.types import Example

TINY = Config(corpus=60, rollouts=400, continuations=2, questions=4, n=4)


def test_every_way_to_cut_is_there_and_a_seed_repeats():
    first, second = run(TINY, 3), run(TINY, 3)
    assert dataclasses.asdict(first) == dataclasses.asdict(second)
    assert first.baseline == first.controls["steps cut by random"]
    assert first.method == first.controls["steps cut by doubt"]
    scored = {"steps cut by doubt", "steps cut by random", "steps cut by every sum", "mean log-probability alone", "least log-probability alone"}  # fmt: skip
    assert scored | {f"AUROC of answers, {name}" for name in scored} <= set(first.controls)
    assert all(0 <= first.controls[name] <= first.controls["any right"] for name in scored)
    assert first.controls["words between cuts"] > 1
    assert 0 < first.controls["chance that the language model gives to right sums"] < 1


def test_cuts_are_as_far_apart_as_another_segmenter_makes_them():
    answers = [Example(f"p{row}", "a b c d e f g") for row in range(400)]
    assert spacing(answers, EqualCuts(3)) == 3  # two cuts in six spaces
    cuts = sum(len(ends) - 1 for ends in RandomCuts(3, seed=1)(answers))
    assert cuts / len(answers) == pytest.approx(2, abs=0.2)
