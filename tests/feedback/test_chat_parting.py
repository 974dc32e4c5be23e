"""Where two conversations, or two texts, part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.feedback.chat import agreement, part, part_text, response
from guerdon.types import Message

words = st.text(alphabet="ab .\n,", max_size=12)
turns = st.builds(Message, st.sampled_from(["user", "assistant"]), st.sampled_from("xyz"))


@pytest.mark.parametrize(
    ("first", "second", "prompt"),
    [
        ("Sum: 12", "Sum: 13", "Sum:"),
        ("One two.", "One two, three.", "One two"),
        ("same", "same", "same"),
        ("say", "say it", "say"),
        ("yes", "no", ""),
        ("Q?\n\nYes", "Q?\n\nNo", "Q?\n\n"),
    ],
)
def test_texts_part_between_words(first, second, prompt):
    assert part_text(first, second)[0] == prompt


@given(words, words, words)
def test_prompt_and_rest_are_the_text(start, first, second):
    prompt, one, other = part_text(start + first, start + second)
    assert (prompt + one, prompt + other) == (start + first, start + second)
    for rest in (one, other):
        assert not (prompt[-1:].isalnum() and rest[:1].isalnum() and one[:1] != other[:1])


@given(st.lists(st.integers(0, 2)), st.lists(st.integers(0, 2)))
def test_agreement_is_where_a_plain_loop_stops(first, second):
    expected = 0
    while expected < min(len(first), len(second)) and first[expected] == second[expected]:
        expected += 1
    assert agreement(first, second) == expected


@given(st.lists(turns, max_size=4), st.lists(turns, max_size=4), st.lists(turns, max_size=4))
def test_conversations_part_at_an_answer(shared, first, second):
    one, other = (*shared, *first), (*shared, *second)
    prompt, said, said_other = part(one, other)
    assert one[: len(prompt)] == other[: len(prompt)] == prompt
    assert (said, said_other) == (response(one[len(prompt) :]), response(other[len(prompt) :]))
    if prompt:
        assert one[len(prompt)].role == other[len(prompt)].role == "assistant"


def test_conversations_without_a_shared_question_have_no_prompt():
    one = (Message("user", "A?"), Message("assistant", "Yes."))
    other = (Message("user", "B?"), Message("assistant", "No."))
    assert part(one, other) == ((), "User: A?\n\nAssistant: Yes.", "User: B?\n\nAssistant: No.")
    assert part(one, ()) == ((), "User: A?\n\nAssistant: Yes.", "")
