"""Contrast instructions and their preferences, convex copies, and misspelling."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.feedback import Misspell, convex_copies, load, read
from guerdon.feedback.convex_hull import vertices
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example


def test_rows_become_comparisons_with_the_other_instruction_beside(tmp_path):
    row = {"query": "q", "retrieval": "other", "query_response_k": "x", "query_response_j": "right",
           "retrieval_response_k": "y", "retrieval_response_j": "wrong"}  # fmt: skip
    path = tmp_path / "para_contrast.json"
    path.write_text(json.dumps([row, {**row, "retrieval_response_j": "right"}]))
    reading = read(path)
    [only] = reading.records
    assert (only.prompt, only.chosen.response, only.rejected.response, only.source) == (
        "q",
        "right",
        "wrong",
        "paraphrase",
    )
    assert only.chosen.meta == {"instead": "other"}
    assert "1 identical answers" in reading.summary()


@pytest.mark.realdata
def test_the_response_that_people_rated_higher_is_the_right_one(data_folder):
    contrast = [row for row in load("contrast-instructions").comparisons() if row.source == "paraphrase"]
    assert len(contrast) == 289
    rated = {}
    for row in load("twitter-paraphrases").comparisons():
        assert row.chosen.meta["score"] > row.rejected.meta["score"]
        rated.setdefault(row.prompt, set()).add(row.chosen.response)
    assert all(row.chosen.response in rated[row.prompt] for row in contrast)


def test_the_hull_of_a_square_and_its_middle():
    square = np.array([[0, 0, 5], [4, 0, 5], [0, 4, 5], [4, 4, 5], [2, 2, 5], [1, 2, 5]], dtype=float)
    assert vertices(square).tolist() == [0, 1, 2, 3]
    assert vertices(np.zeros((5, 2))).tolist() == [0, 1, 2, 3, 4]  # no area
    assert vertices(square[:3]).tolist() == [0, 1, 2]


def test_copies_share_the_weight_of_their_row_and_only_the_chosen_response_changes():
    rows = Comparisons.of([Comparison(Example("p", "several longer words here"), Example("p", "no"), 0.9, weight=2.0)])
    rng = np.random.default_rng(0)
    many = list(convex_copies(rows, Misspell(0.5), lambda texts: rng.normal(size=(len(texts), 3)), n=6))
    assert sum(row.weight for row in many) == pytest.approx(2.0)
    assert len({row.chosen.response for row in many}) == len(many) == len({row.id for row in many}) > 1
    assert {(row.rejected.response, row.target, row.prompt) for row in many} == {("no", 0.9, "p")}


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=8), max_size=6).map(" ".join), st.integers(0, 9))
def test_misspelling_keeps_letters_ends_and_the_share(text, seed):
    new = Misspell(0.5)(text, np.random.default_rng(seed))
    before, after = text.split(), new.split()
    assert [sorted(word) for word in after] == [sorted(word) for word in before]
    assert all(a[0] == b[0] and a[-1] == b[-1] for a, b in zip(after, before, strict=True))
    assert sum(a != b for a, b in zip(after, before, strict=True)) <= round(0.5 * len(before))
    assert Misspell(1.0)("word abc", np.random.default_rng(seed)) == "wrod abc"
