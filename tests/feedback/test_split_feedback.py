"""Splits share no prompt, nor nearly one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guerdon.feedback import FeedbackError, split
from guerdon.feedback.split import near_duplicates, shingles
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example, Message

TOPICS = ["apples", "rivers", "engines", "violins", "glaciers", "ledgers", "orchids", "harbours", "comets", "looms"]


def compared(prompt):
    return Comparison(Example(prompt, "Yes."), Example(prompt, "No."))


def question(topic: str, place: int) -> str:
    return f"Tell me all that you know about {topic} of kind {place} and why they {topic[::-1]} when it is {place * 7}"


def test_near_duplicates_of_test_prompts_leave_the_training_side():
    prompts = [question(topic, place) for place in range(10) for topic in TOPICS]
    twins = [f"{prompt} or not at all, please?" for prompt in prompts]
    parts = split(Comparisons.of(map(compared, prompts + twins)), share=0.3, seed=1)
    held_out = {prompt.removesuffix(" or not at all, please?") for prompt in parts.test.prompts()}
    kept = {prompt.removesuffix(" or not at all, please?") for prompt in parts.train.prompts()}
    # 15 shingles in a prompt, its twin has 5 more: similarity 0.75. Other prompts share 9 of 21 at most: 0.43.
    assert parts.removed == 0
    near = split(Comparisons.of(map(compared, prompts + twins)), share=0.3, seed=1, threshold=0.6)
    assert near.removed > 0
    assert len(near.train) + len(near.test) + near.removed == 200
    assert held_out & kept
    kept = {prompt.removesuffix(" or not at all, please?") for prompt in near.train.prompts()}
    assert not held_out & kept


def test_similarity_is_of_five_word_shingles_whatever_case_and_punctuation():
    assert shingles("One, two THREE four five six!") == {"one two three four five", "two three four five six"}
    assert shingles("One two one") == {"one", "two"}
    assert shingles("...") == set()
    ten = " ".join(f"w{place}" for place in range(14))
    # 10 shingles against the first 8 of them: 0.8 exactly.
    eight = " ".join(f"w{place}" for place in range(12))
    assert near_duplicates({"a": ten}, {"b": eight}, 0.8) == {"a"}
    assert near_duplicates({"a": ten}, {"b": eight}, 0.81) == set()
    assert near_duplicates({"a": "Hello there"}, {"b": "hello, THERE"}, 0.8) == {"a"}
    assert near_duplicates({}, {"b": "hello"}, 0.8) == near_duplicates({"a": "hello"}, {}, 0.8) == set()


def test_chats_are_compared_by_what_is_said():
    chats = [
        (Message("user", question(topic, 1)), Message("assistant", "Gladly."), Message("user", "Go on."))
        for topic in TOPICS
    ]
    parts = split(Comparisons.of(map(compared, chats)), share=0.5)
    assert parts.removed == 0
    assert len(parts.train) + len(parts.test) == len(TOPICS)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 5), st.floats(0.2, 0.8))
def test_no_prompt_is_on_both_sides_and_a_seed_repeats(seed, share):
    records = Comparisons.of(compared(question(topic, place)) for topic in TOPICS for place in range(4))
    parts = split(records, share, seed)
    assert not set(parts.train.prompts()) & set(parts.test.prompts())
    again = split(records, share, seed)
    assert (parts.train.prompts(), parts.test.prompts()) == (again.train.prompts(), again.test.prompts())


def test_too_few_prompts_to_split():
    with pytest.raises(FeedbackError, match=r"3 rows with 1 prompts cannot be split with a share of 0\.2: one side"):
        split(Comparisons.of([compared("Why?")] * 3))
