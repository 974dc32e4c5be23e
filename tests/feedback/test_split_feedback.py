"""Splits share no prompt, nor nearly one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guerdon.feedback import FeedbackError, split
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example, Message

TOPICS = ["apples", "rivers", "engines", "violins", "glaciers", "ledgers", "orchids", "harbours", "comets", "looms"]


def compared(prompt):
    return Comparison(Example(prompt, "Yes."), Example(prompt, "No."))


def question(topic: str, place: int) -> str:
    return f"Tell me all that you know about {topic} of kind {place} and why they {topic[::-1]} when it is {place * 7}"


def test_near_duplicates_of_test_prompts_leave_the_training_side():
    prompts = [question(topic, place) for place in range(10) for topic in TOPICS]
    # 17 runs of three words in a prompt; its near twin has 2 more (0.89), its far one 6 more (0.74).
    near = [f"{prompt}, please do" for prompt in prompts]
    far = [f"{prompt}, or else say nothing at all" for prompt in prompts]
    parts = split(Comparisons.of(map(compared, prompts + far)), share=0.3, seed=1)
    assert parts.removed == 0
    parts = split(Comparisons.of(map(compared, prompts + near)), share=0.3, seed=1)
    assert parts.removed > 0
    assert len(parts.train) + len(parts.test) + parts.removed == 200
    kept, held_out = ({p.removesuffix(", please do") for p in side.prompts()} for side in (parts.train, parts.test))
    assert not held_out & kept


@pytest.mark.parametrize("share", [-0.1, 0, 1, 1.5, float("nan")])
def test_a_share_that_is_none_is_named(share):
    rows = Comparisons.of([compared(f"What is {place}?") for place in range(20)])
    with pytest.raises(FeedbackError, match=rf"held out is {share:g}, expected above 0 and below 1"):
        split(rows, share=share)


def test_case_punctuation_and_white_space_make_no_other_prompt():
    rows = [compared(f"Hello  there, number {place}") for place in range(40)]
    rows += [compared(f"hello there NUMBER {place}!") for place in range(40)]
    parts = split(Comparisons.of(rows), share=0.5, seed=0)
    kept, held_out = ({p.split()[-1].strip("!") for p in side.prompts()} for side in (parts.train, parts.test))
    assert parts.removed > 0
    assert not kept & held_out


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
