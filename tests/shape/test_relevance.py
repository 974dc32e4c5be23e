"""Relevance by shared words: by hand, and what has no reference."""

import math

import pytest

from guerdon import load
from guerdon.shape import PromptRelevance, ReferenceRelevance
from guerdon.types import Example

TEXTS = ["the lamp", "the rope", "the tea"]


def test_shares_by_hand():
    near = PromptRelevance.of([*TEXTS, TEXTS[0]])  # a text counts once
    the, lamp = math.log(1 + 3 / 3), math.log(1 + 3 / 1)
    assert near.worth == pytest.approx({"the": the, "lamp": lamp, "rope": lamp, "tea": lamp})
    batch = [Example("The lamp, the rope", text) for text in ("lamp lamp", "the", "tea", "rope, lamp and the tea", "")]
    total = the + 2 * lamp
    expected = [lamp / total, the / total, 0, 1, 0]
    assert near.score(batch).values.tolist() == pytest.approx(expected)
    unseen = near.score([Example("lamp anvil", "lamp")])
    assert unseen.values.tolist() == pytest.approx([0.5])
    assert near.score([Example("!", "lamp")]).values.tolist() == [0]


def test_without_a_reference_there_is_no_score():
    near = ReferenceRelevance.of(TEXTS)
    scores = near.score([Example("p", "the tea", reference="tea"), Example("p", "the tea")])
    assert scores.values[0] == 1
    assert scores.failed == (1,)
    assert scores.errors == (None, "it has no reference to be near to")


def test_it_is_saved(tmp_path):
    PromptRelevance.of(TEXTS).save(tmp_path / "near")
    batch = [Example("the lamp", "lamp")]
    assert load(tmp_path / "near").score(batch).values.equal(PromptRelevance.of(TEXTS).score(batch).values)
