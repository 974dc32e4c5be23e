"""Questions about remarks at a tiny scale."""

import numpy as np
import pytest

from guerdon.recipes import zyn as recipe
from guerdon.testbeds.remarks import HOLDS, WORDS, asked, holds, remarks, repetition, wordings

TINY = recipe.Config(questions=64, epochs=1, tests=48, prompts=3, n=4)


def test_what_holds_by_hand() -> None:
    assert holds("praise", "great scene")
    assert not holds("praise", "great awful")
    assert holds("animal", "the dog")
    assert not holds("place", "the dog")
    assert holds("repetition", "great scene great")
    assert repetition("great scene great great") == 0.5
    assert repetition("") == 0


def test_questions_have_their_true_answers_and_new_wordings_are_new() -> None:
    some = list(asked(np.random.default_rng(1), 400))
    assert all(holds(each.about, each.text) == each.answer for each in some)
    assert np.mean([each.answer for each in some]) == pytest.approx(0.5, abs=0.08)
    assert {each.about for each in some} == set(HOLDS)
    for about in HOLDS:
        seen, new = set(wordings(about)), set(wordings(about, seen=False))
        assert (len(seen), len(new), seen & new) == (8, 2, set())
        words = {word for text in seen for word in text.replace("?", "").split()}
        assert all(word in words for text in new for word in text.replace("?", "").split())


def test_remarks_repeat_as_often_as_said() -> None:
    rng = np.random.default_rng(2)
    for share in (0.0, 0.5, 1.0):
        texts = remarks(rng, 400, share)
        assert np.mean([holds("repetition", text) for text in texts]) == pytest.approx(share, abs=0.08)
        assert all(word in WORDS for text in texts for word in text.split())


def test_all_that_is_recorded_and_a_seed_repeats() -> None:
    outcomes = recipe.run(TINY, 103)
    plain, kept, new = outcomes
    assert plain.baseline == plain.controls["without repetition, praise"]
    assert kept.method == plain.controls["praise, praise, no repetition"]
    assert (kept.claim, new.claim) == (recipe.KEPT, recipe.NEW)
    assert all(0 <= value <= 1 for value in new.controls.values())
    assert recipe.run(TINY, 103) == outcomes
