"""Interviews at a tiny scale."""

import numpy as np
import pytest

from guerdon.recipes import gate as recipe
from guerdon.testbeds.emails import FEATURES, Format, addresses, formats, table

TINY = recipe.Config(persons=6, cases=60, articles=0)


def test_rules_by_hand() -> None:
    assert len(formats()) == len({rule.pattern for rule in formats()}) == 640
    strict = Format("._", ("com", "org"), digit_first=False, capitals=False, subdomains=False, single=False)
    verdicts = {
        "anna@abcd.com": True, "an.na_x@abcd.org": True, "an-na@abcd.com": False, "a@abcd.com": False,
        "anna@abcd.edu": False, "anna@eu.abcd.com": False, "Anna@abcd.com": False, "1anna@abcd.com": False,
        "anna@1.2.3.4": False, "annaabcd.com": False, ".anna@abcd.com": False,
    }  # fmt: skip
    assert {text: strict.accepts(text) for text in verdicts} == verdicts
    loose = Format("._-+", (), numeric_host=True)
    assert all(loose.accepts(text) for text in ("1.A-b+c@1.2.3.4", "a@mail.abcd.io"))
    assert FEATURES["May it end in .org?"](strict)
    assert not FEATURES["May it end in anything?"](strict)


def test_strings_differ_and_tell_rules_apart() -> None:
    texts = addresses(np.random.default_rng(0), 300)
    assert len(set(texts)) == 300
    accepted = table(formats(), texts)
    assert len(np.unique(accepted, axis=0)) == 640
    assert accepted[3].tolist() == [formats()[3].accepts(text) for text in texts]


def test_all_that_is_recorded_and_a_seed_repeats() -> None:
    outcomes = recipe.run(TINY, 103)
    right, sooner = outcomes
    assert sooner.claim is recipe.SOONER
    assert right.method == right.controls["right, cases by information"]
    assert right.controls["right before, random cases"] == right.controls["right before, diverse cases"]
    assert right.method > right.controls["right before, cases by information"]
    assert 0 < right.controls["turns until 0.9, cases by information"] <= recipe.LONGEST
    assert recipe.run(TINY, 103) == outcomes


def test_right_by_hand() -> None:
    assert recipe.right(np.array([0.9, 0.2]), np.array([True, True])) == pytest.approx(0.55)


@pytest.mark.realdata
def test_articles_are_asked_about(data_folder) -> None:
    *_, right, _ = recipe.run(recipe.Config(persons=3, cases=30, articles=45), 103)
    assert right.data.startswith("gate")
