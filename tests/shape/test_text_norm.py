"""TextNorm by hand, over any reward, and the prompts that a prompt could have been."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.loading import load
from guerdon.reward import Reward
from guerdon.shape import (
    Ensemble,
    LessVariance,
    ListedPrompts,
    Mean,
    OtherGoals,
    OtherWords,
    RandomPrompts,
    TextNorm,
    Threshold,
)
from guerdon.shape.text_norm import asked, text
from guerdon.types import Example, Message, Scores

KINDS = {"count": ("one", "two"), "colour": ("red", "blue", "green")}
finite = st.floats(-20, 20)


class Table(Reward):
    """What a dictionary says of prompt and response; nan with a reason where it says nothing."""

    def __init__(self, table):
        self.table = table
        self.asked = 0

    def score(self, batch):
        self.asked += len(batch)
        values = [self.table.get((example.prompt_text, example.response), math.nan) for example in batch]
        errors = tuple(
            f"no {example.prompt_text}" if math.isnan(v) else None for v, example in zip(values, batch, strict=True)
        )
        column = torch.tensor(values, requires_grad=True)
        self.column = column
        return Scores(column, parts={"raw": column}, std=torch.ones(len(batch)), errors=errors if any(errors) else None)


def test_the_softmax_by_hand():
    table = Table(
        {("a", "x"): 2.0, ("b", "x"): 1.0, ("c", "x"): 0.0, ("a", "y"): -1.0, ("b", "y"): 5.0, ("c", "y"): 5.0}
    )
    reward = TextNorm(table, ListedPrompts({"a": ("b", "c", "a", "b")}), temperature=0.5)
    scores = reward.score([Example("a", "x"), Example("a", "y")])
    first = math.exp(4) / (math.exp(4) + math.exp(2) + 1)
    second = math.exp(-2) / (math.exp(-2) + 2 * math.exp(10))
    assert scores.values.tolist() == pytest.approx([first, second], rel=1e-5)
    assert scores.parts["raw"].tolist() == [2, -1]
    assert scores.std is None
    assert table.asked == 6


def test_gradients_reach_every_prompt():
    table = Table({("a", "x"): 1.0, ("b", "x"): 1.0})
    TextNorm(table, OtherGoals(("a", "b"))).score([Example("a", "x")]).values.sum().backward()
    # the softmax of two equal logits: p (1 - p) and -p p
    assert table.column.grad.tolist() == pytest.approx([0.25, -0.25])


def test_what_a_response_gets_under_every_prompt_falls_out():
    goals = OtherGoals(("a", "b", "c"))

    @given(st.lists(finite, min_size=3, max_size=3), finite)
    def check(values, level):
        plain = {(goal, "x"): value for goal, value in zip("abc", values, strict=True)}
        moved = {place: value + level for place, value in plain.items()}
        batch = [Example(goal, "x") for goal in "abc"]
        one, other = (TextNorm(Table(each), goals).score(batch).values for each in (plain, moved))
        assert torch.allclose(one, other, atol=1e-4)
        assert float(one.sum().detach()) == pytest.approx(1, abs=1e-5)  # each goal against the rest

    check()


def test_what_fails_says_why():
    table = Table({("a", "x"): 1.0, ("alone", "x"): 1.0})
    reward = TextNorm(table, ListedPrompts({"a": ("b",)}))
    scores = reward.score([Example("a", "x"), Example("alone", "x"), Example("gone", "x")])
    assert scores.values.isnan().all()
    assert scores.errors == ("no b", "no other prompt is known that its prompt could have been", "no gone")
    assert len(TextNorm(Table({}), OtherGoals(("a",))).score([])) == 0
    with pytest.raises(ValueError, match="expected a number above 0"):
        TextNorm(table, OtherGoals(()), 0.0)


def test_of_a_chat_the_last_turn_is_replaced():
    turns = (Message("user", "hello"), Message("assistant", "hi"), Message("user", "two red dogs"))
    rows = asked(Example(turns, "x"), OtherWords(KINDS)(text(turns)))
    assert [each.prompt[-1].content for each in rows] == [
        "two red dogs", "one red dogs", "two blue dogs", "two green dogs",
    ]  # fmt: skip
    assert all(each.prompt[:2] == turns[:2] for each in rows)


def test_other_words_replace_one_word_each():
    words = OtherWords(KINDS)
    assert words("two red dogs, two reddish") == (
        "one red dogs, two reddish", "two blue dogs, two reddish", "two green dogs, two reddish", "two red dogs, one reddish",
    )  # fmt: skip
    assert words("no such word") == ()


@given(st.integers(0, 20), st.integers(0, 5))
def test_random_prompts_are_others_and_stay_the_same(size, most):
    pool = tuple(f"prompt {row}" for row in range(size)) * 2
    drawn = RandomPrompts(pool, most, seed=3)
    found = drawn("prompt 0")
    assert found == RandomPrompts(pool, most, seed=3)("prompt 0")
    assert "prompt 0" not in found
    assert len(set(found)) == len(found) == min(most, max(0, size - 1))
    if size == 20 and most == 5:
        assert found != drawn("prompt 1")


def test_disagreement_costs_its_square():
    values = torch.tensor([[1.0, 0.2], [0.0, 0.2]])
    assert LessVariance(2.0)(values).tolist() == pytest.approx([0.5 - 2 * 0.25, 0.2])
    members = tuple(TextNorm(Table({("a", "x"): r, ("b", "x"): 0.0}), OtherGoals(("b",))) for r in (0.0, math.log(3)))
    mean, careful = (
        Ensemble(members, how).score([Example("a", "x")]).values.item() for how in (Mean(), LessVariance())
    )
    assert mean == pytest.approx((0.5 + 0.75) / 2)
    assert careful == pytest.approx(mean - 0.125**2)


def test_saved_and_loaded_it_says_the_same(tmp_path):
    from guerdon.shape import Measure

    reward = TextNorm(Measure("log_words"), OtherWords(KINDS), 0.3) >> Threshold(0.1)
    reward.save(tmp_path / "saved")
    batch = [Example("two dogs", "a b c")]
    assert torch.equal(load(tmp_path / "saved").score(batch).values, reward.score(batch).values)


def test_a_threshold_says_yes_above_it_alone():
    scores = Scores(torch.tensor([0.2, 0.5, 0.9, math.nan]), std=torch.ones(4), errors=(None, None, None, "why"))
    found = Threshold(0.5)(scores, None)
    assert found.values[:3].tolist() == [0, 0, 1]
    assert found.values[3].isnan()
    assert found.errors == scores.errors
    assert found.std[:3].tolist() == [0, 0, 0]


def test_a_threshold_of_a_precision():
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    truth = np.array([True, True, False, True, False])
    # from 0.6 on 3 of 4 are true, from 0.8 on all
    assert Threshold.at_precision(scores, truth, 0.75).beta == pytest.approx(0.55)
    assert Threshold.at_precision(scores, truth, 0.9).beta == pytest.approx(0.75)
    assert Threshold.at_precision(scores, np.ones(5, bool), 1.0).beta < 0.5
    with pytest.raises(ValueError, match=r"at best 0\.500"):
        Threshold.at_precision(scores, np.array([False, True, False, False, False]), 0.9)
