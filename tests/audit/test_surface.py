"""The attributes of a text's surface, by hand-counted examples."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.surface import ATTRIBUTES, length, surface, words


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("log_words", "one two, three!", math.log(4)),
        ("log_words", "", 0.0),
        ("list_lines", "Steps:\n\n- first\n  2) second\n3. third\n-4 is a number", 3 / 5),
        ("bold", "**a** and __b__ but 2**3 stays", math.log(3)),
        ("headings", "# Title\n## Part\n#hashtag", math.log(3)),
        ("code_blocks", "```py\nx\n``` then ```open", math.log(3)),
        ("line_breaks", "\n\na\nb\n\nc\n", math.log(4)),
        ("question_marks", "Why? Why？", math.log(3)),
        ("exclamation_marks", "No! No! No!", math.log(4)),
        ("refusal", "I’m sorry, but that is not something to share.", 1.0),
        ("refusal", "As an AI language model, I have no hands.", 1.0),
        ("refusal", "Sure: " + "word " * 60 + "I cannot stress it enough.", 0.0),
        ("refusal", "A sorry sight.", 0.0),
        ("hedges", "Perhaps it might rain on us today or so indeed", 10 * 2 / 10),
        ("first_person", "I'm sure that my dog runs", 10 * 2 / 6),
        ("distinct_words", "The the THE cat", 0.5),
        ("distinct_words", "", 1.0),
        ("word_length", "ab abcd", 0.3),
        ("digits", "In 1999 12% of cats", 10 * 2 / 5),
    ],
)
def test_attribute_by_hand(name: str, text: str, expected: float) -> None:
    assert ATTRIBUTES[name](text) == pytest.approx(expected)


def test_words_lose_their_punctuation_and_unspaced_scripts_count_characters() -> None:
    assert words("**Hello**, (world)... — it's fine") == ("hello", "world", "it's", "fine")
    assert words("我喜欢猫。") == tuple("我喜欢猫")
    assert length("Privet мир") == 2


@given(st.lists(st.text(), max_size=5))
def test_every_text_has_finite_attributes_and_rows_do_not_depend_on_their_neighbours(texts: list[str]) -> None:
    matrix = surface(texts)
    assert matrix.shape == (len(texts), len(ATTRIBUTES))
    assert np.isfinite(matrix).all()
    for text, row in zip(texts, matrix, strict=True):
        assert np.array_equal(surface([text])[0], row)


def test_every_attribute_says_what_it_measures() -> None:
    assert all(measure.__doc__ for measure in ATTRIBUTES.values())
