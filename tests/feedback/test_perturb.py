"""Wrong texts and the labels of their tokens, by hand and for any two texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.feedback import SwapWord, perturb
from guerdon.feedback.perturb import TOKEN, changed
from guerdon.types import Example

texts = st.lists(st.sampled_from(["a", "b", "cat", ",", "12"]), max_size=8).map(" ".join)


def bad(right: str, wrong: str) -> list[str]:
    """The tokens that are labelled 0."""
    ends = {end for end, label in changed(right, wrong) if label == 0}
    return [match.group() for match in TOKEN.finditer(wrong) if match.end() in ends]


@pytest.mark.parametrize(
    ("wrong", "tokens"),
    [
        ("a red cat, 12 dogs", []),
        ("a blue cat, 12 dogs", ["blue"]),
        ("a red cat, 13 dogs", ["13"]),
        ("a very red cat, 12 dogs", ["very"]),  # an insertion
        ("a cat, 12 dogs", ["cat"]),  # a deletion is seen at what follows it
        ("a red cat, 12", ["12"]),  # and at the last token where nothing does
        ("red cat, 12 dogs", ["red"]),
        ("a red dog; 12 dogs", ["dog", ";"]),
        ("", []),
    ],
)
def test_labels_by_hand(wrong, tokens):
    assert bad("a red cat, 12 dogs", wrong) == tokens


@given(texts, texts)
def test_a_text_is_blamed_exactly_where_it_differs(right, wrong):
    labels = changed(right, wrong)
    assert [end for end, _ in labels] == [match.end() for match in TOKEN.finditer(wrong)]
    differs = TOKEN.findall(right) != TOKEN.findall(wrong)
    assert any(value == 0 for _, value in labels) == (differs and bool(labels))
    assert all(value == 1 for _, value in changed(wrong, wrong))


def test_a_word_is_swapped_for_another_of_its_kind_evenly():
    rule, rng = SwapWord(("red", "blue", "green")), np.random.default_rng(0)
    drawn = [rule("red or blue, rednecks", rng) for _ in range(400)]
    assert {text: drawn.count(text) for text in set(drawn)} == {
        text: pytest.approx(100, abs=30)
        for text in ("blue or blue, rednecks", "green or blue, rednecks", "red or red, rednecks", "red or green, rednecks")
    }  # fmt: skip
    assert rule("no colour", rng) is None


def test_each_right_response_is_followed_by_a_wrong_one():
    examples = [Example(f"p{row}", "a red cat", {"page": row}) for row in range(20)]
    rows = list(perturb(examples, {"colour": SwapWord(("red", "blue", "green")), "none": lambda text, rng: None}))
    assert [row.example for row in rows[::2]] == examples
    for right, wrong in zip(rows[::2], rows[1::2], strict=True):
        assert right.values == {"correct": 1.0}
        assert wrong.values == {"correct": 0.0}
        assert right.spans == ((1, 1), (5, 1), (9, 1))
        assert [label for _, label in wrong.spans] == [1, 0, 1]
        assert wrong.example.context == right.example.context
        assert wrong.example.meta == {"rule": "colour"}
        assert wrong.provenance == "rule"
    assert rows == list(
        perturb(examples, {"colour": SwapWord(("red", "blue", "green")), "none": lambda text, rng: None})
    )
    assert {row.example.response for row in rows[1::2]} == {"a blue cat", "a green cat"}


def test_what_stays_right_is_drawn_again_or_left_out():
    examples = [Example("p", "red"), Example("q", "blue")]
    rule = {"colour": SwapWord(("red", "blue", "green"))}
    rows = list(perturb(examples, rule, lambda e: e.response == "blue" or e.prompt == "q"))
    assert [row.example.response for row in rows] == ["red", "green"]
    with pytest.raises(GuerdonError, match="none of the rules colour made any of 2 responses wrong"):
        perturb(examples, rule, lambda example: True)
