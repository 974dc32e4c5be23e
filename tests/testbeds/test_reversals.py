"""Reversals: attributes can be read off the text, contexts are as many as they should be, and pairs are reversed."""

import re
from itertools import product

import numpy as np
import pytest

from guerdon.testbeds import Reversals
from guerdon.testbeds import open as open_world
from guerdon.testbeds.criteria import NEW, SCENARIOS, SEEN
from guerdon.testbeds.reversals import ADDED, CORES, MARKS, TASKS, WANTED, answer
from guerdon.types import Example


def test_every_answer_says_of_itself_which_attributes_it_has():
    rng = np.random.default_rng(0)
    for task, has in product(TASKS, product([False, True], repeat=len(MARKS))):
        kind = dict(zip(MARKS, has, strict=True))
        text = answer(rng, task, kind)
        assert {name: re.search(mark, text) is not None for name, mark in MARKS.items()} == kind


def test_no_choice_of_sentences_makes_a_short_answer_long():
    short = [*CORES[True], *CORES[False]]
    longest = max(len(core.format(step).split()) for core in short for step in TASKS.values())
    longest += sum(max(len(way.split()) for way in ways) for name, ways in ADDED.items() if name != "long")
    assert longest <= 31
    shortest = min(len(core.format(step).split()) for core in short for step in TASKS.values())
    assert shortest + min(len(way.split()) for way in ADDED["long"]) > 31


def test_each_wording_belongs_to_one_wish_and_one_kind():
    wishes = {(name, has) for name in MARKS for has in (True, False)}
    assert set(SEEN) == set(NEW) == set(SCENARIOS) == wishes
    said = [way for kind in (SEEN, NEW, SCENARIOS) for ways in kind.values() for way in ways]
    assert len(set(said)) == len(said) == len(WANTED)


def test_the_two_of_a_pair_are_reversed_under_unlike_attributes():
    rows = list(Reversals(seed=2, wordings="new").comparisons(80))
    for one, other in zip(rows[::2], rows[1::2], strict=True):
        assert (one.chosen.response, one.rejected.response) == (other.rejected.response, other.chosen.response)
        assert WANTED[one.chosen.context["criterion"]][0] != WANTED[other.chosen.context["criterion"]][0]
        assert one.chosen.context["criterion"] in {way for ways in NEW.values() for way in ways}
    assert len(Reversals().comparisons(5)) == 5


def test_gold_by_hand_and_the_same_seed():
    gold = Reversals().gold
    text = "Just go and rinse the grains first, ok? Allow 15 minutes."
    wants = ("I want numbers.", "No statistics.", "Use a formal tone.", "nobody knows this")
    scores = gold.score([Example("p", text, {"criterion": want}) for want in wants] + [Example("p", text)]).values
    assert scores.tolist() == [1, -1, -1, 0, 0]
    assert list(Reversals(seed=5).comparisons(9)) == list(Reversals(seed=5).comparisons(9))
    groups = Reversals(seed=5).candidates(2, 7)
    assert [len({each.context["criterion"] for each in group}) for group in groups] == [1, 1]


def test_it_opens_by_name_and_refuses_unknown_wordings():
    assert open_world("reversals?wordings=scenario", seed=2) == Reversals(2, "scenario")
    with pytest.raises(ValueError, match="wordings='old', expected one of seen, new, scenario"):
        Reversals(wordings="old")
