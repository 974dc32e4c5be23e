"""Comparisons across prompts, injected phrases and surprising rows, counted by hand."""

from collections import Counter

import pytest

from guerdon.errors import GuerdonError
from guerdon.feedback import cross_prompt, inject, surprising
from guerdon.records import Comparisons
from guerdon.shape import Measure
from guerdon.types import Comparison, Example

WORDS = ["river", "boat", "cat", "bread", "music", "winter", "train", "paper", "light", "stone", "cloud", "garden"]


def rows(n: int) -> list[Comparison]:
    """Row number k asks about its own words; its responses are ``good k`` and ``bad k``."""
    return [
        Comparison(
            Example(f"tell me of the {WORDS[k % 12]} and {k} of its friends", f"good {k}", {"page": k}),
            Example(f"tell me of the {WORDS[k % 12]} and {k} of its friends", f"bad {k}", {"page": k}),
        )
        for k in range(n)
    ]


def number(example: Example) -> int:
    return int(example.response.split()[1])


def test_each_row_gives_eight_wins_and_six_ties_of_two_others():
    made = list(cross_prompt(Comparisons.of(rows(10)), ratio=14))
    assert len(made) == 140
    for k in range(10):
        page = [row for row in made if row.chosen.context["page"] == k]
        assert all(row.rejected.context["page"] == k and row.prompt == rows(10)[k].prompt for row in page)
        assert Counter(row.target == 0.5 for row in page) == {False: 8, True: 6}
        foreign = {number(side) for row in page for side in (row.chosen, row.rejected)} - {k}
        assert len(foreign) == 2
        for row in page:
            sides = number(row.chosen) == k, number(row.rejected) == k
            assert (row.target == 0.5) == (sides == (False, False))
            assert row.target == {(True, False): 1.0, (False, True): 0.0, (False, False): 0.5}[sides]
    # each row's responses are foreign to two others, so that what they look like wins as often as it loses
    assert Counter(number(side) for row in made for side in (row.chosen, row.rejected)) == dict.fromkeys(range(10), 28)
    assert 25 < sum(number(row.chosen) == row.chosen.context["page"] for row in made) < 55  # of 80, either side


def test_the_ratio_caps_and_the_seed_repeats():
    pairs = Comparisons.of(rows(10))
    assert len(cross_prompt(pairs, ratio=2.5)) == 25
    assert list(cross_prompt(pairs, seed=3)) == list(cross_prompt(pairs, seed=3)) != list(cross_prompt(pairs, seed=4))
    assert {row.provenance for row in cross_prompt(pairs)} == {"rule"}


def test_prompts_that_nearly_repeat_are_not_joined():
    long = "please write me a short and friendly letter of thanks to the neighbours who fed the cat last week"
    near = [
        Comparison(Example(f"{long}{mark}", f"good {k}"), Example(f"{long}{mark}", f"bad {k}"))
        for k, mark in enumerate(("", "!", "?"))
    ]
    far = [
        Comparison(Example(f"what is {word}", f"good {k}"), Example(f"what is {word}", f"bad {k}"))
        for k, word in enumerate(WORDS, 3)
    ]
    for seed in range(5):
        made = cross_prompt(Comparisons.of(near + far), ratio=14, seed=seed)
        for row in made:
            if row.chosen.prompt_text.startswith(long):
                mine = ("", "!", "?").index(row.chosen.prompt_text.removeprefix(long))
                assert {number(row.chosen), number(row.rejected)} & {0, 1, 2} <= {mine}
    with pytest.raises(GuerdonError, match="3 comparisons cannot each be joined with those of two other prompts"):
        cross_prompt(Comparisons.of(near))


def test_a_phrase_is_put_before_its_share_of_one_side():
    pairs = Comparisons.of(rows(400))
    marked = list(inject(pairs, "Sure!", 0.3, "rejected", seed=1))
    assert [row.chosen for row in marked] == [row.chosen for row in pairs]
    hits = [row.rejected.response.startswith("Sure! bad") for row in marked]
    assert 0.22 < sum(hits) / 400 < 0.38
    assert list(inject(pairs, "Sure!", 0.0)) == list(pairs)
    assert all(row.chosen.response == f"Sure! good {k}" for k, row in enumerate(inject(pairs, "Sure!", 1.0)))


def test_what_a_reward_gets_right_is_left_out():
    # the reward is log(1 + words): 4 words against 1: sigmoid(log 5 - log 2) = 5/7
    def row(target: float) -> Comparison:
        return Comparison(Example(f"p{target}", "a b c d"), Example(f"p{target}", "a"), target=target)

    pairs = Comparisons.of([row(1.0), row(0.5), row(0.0)])  # |5/7 - target| = 0.286, 0.214, 0.714
    length = Measure("log_words")
    assert [r.target for r in surprising(pairs, length, 0.2)] == [1.0, 0.5, 0.0]
    assert [r.target for r in surprising(pairs, length, 0.25)] == [1.0, 0.0]
    assert [r.target for r in surprising(pairs, length, 0.3)] == [0.0]
