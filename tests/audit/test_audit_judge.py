"""How a reward is let to judge: once for each text, failures counted, pairs asked only where that differs."""

import numpy as np
import pytest
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.audit import draw, examine
from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.testbeds import World
from guerdon.types import Example, Scores


def test_every_distinct_response_is_scored_once_and_preferences_are_the_sigmoid_of_the_gap(lookup, compare):
    reward = lookup({"good": 2.0, "bad": 0.5})
    judged = examine(reward, compare(("p", "good", "bad"), ("p", "bad", "good"), ("p", "good", "bad", 0.5)))
    assert sorted(reward.asked) == ["bad", "good"]
    assert judged.gap.tolist() == [1.5, -1.5, 1.5]
    assert judged.preferred == pytest.approx([1 / (1 + np.exp(-1.5)), 1 / (1 + np.exp(1.5)), 1 / (1 + np.exp(-1.5))])
    assert judged.correct.tolist() == [1.0, 0.0, 0.5]
    assert judged.decided.tolist() == [True, True, False]


def test_rows_with_failed_scores_are_left_out_and_counted_with_their_causes(lookup, compare):
    reward = lookup({"a": 1.0, "b": 0.0, "endless": float("inf")})
    rows = compare(("p", "a", "b"), ("p", "lost", "b"), ("q", "a", "lost"), ("r", "a", "endless"))
    judged = examine(reward, rows)
    assert (len(judged.rows), judged.failed) == (1, 3)
    assert judged.causes == ("not in the table (2)", "the reward gave inf without a reason (1)")
    assert judged.prompts == ["p"]


def test_nothing_to_examine_and_nothing_scored_are_said_in_one_line(lookup, compare):
    with pytest.raises(GuerdonError, match="there are no comparisons"):
        examine(lookup({}), compare(("p", "a", "b"))[:0])
    with pytest.raises(
        GuerdonError, match="none of the 1 comparisons could be scored; the first cause: not in the table"
    ):
        examine(lookup({}), compare(("p", "a", "b")))


class Cyclic(Reward):
    """Scores everything alike and lets rock, paper and scissors beat each other."""

    beats = frozenset({("paper", "rock"), ("rock", "scissors"), ("scissors", "paper")})

    def score(self, batch: list[Example]) -> Scores:
        return Scores(torch.zeros(len(batch)))

    def prefer(self, first: list[Example], second: list[Example]) -> Float[Tensor, "n"]:
        return torch.tensor([float((a.response, b.response) in self.beats) for a, b in zip(first, second, strict=True)])


def test_a_reward_with_its_own_answer_to_pairs_is_asked_for_it_even_inside_the_algebra(compare):
    rows = compare(("p", "paper", "rock"), ("p", "rock", "scissors"), ("p", "rock", "paper"))
    for reward in (Cyclic(), Cyclic().named("game")):
        assert examine(reward, rows).preferred.tolist() == [1.0, 1.0, 0.0]


def test_a_name_does_not_make_a_scalar_reward_score_twice(lookup, compare):
    reward = lookup({"a": 1.0, "b": 0.0})
    examine(reward.named("quality"), compare(("p", "a", "b")))
    assert sorted(reward.asked) == ["a", "b"]


def test_candidates_are_the_distinct_responses_of_prompts_that_have_three(lookup, compare):
    reward = lookup({"a": 3.0, "b": 1.0, "c": 2.0})
    judged = examine(reward, compare(("p", "a", "b"), ("p", "c", "b"), ("q", "a", "b")))
    assert judged.candidates is not None
    (group,), (proxy,) = judged.candidates.groups, judged.candidates.proxy
    assert [each.response for each in group] == ["a", "b", "c"]
    assert proxy.tolist() == [3.0, 1.0, 2.0]
    assert examine(reward, compare(("q", "a", "b"))).candidates is None


def test_draw_scores_a_world_by_proxy_and_gold_and_leaves_failures_out(lookup, rule):
    class Words(World):
        """Answers of known length."""

        gold = rule(len)

        def comparisons(self, n):
            raise NotImplementedError

        def candidates(self, prompts, n):
            return [tuple(Example(str(p), "x" * (k + 1)) for k in range(n)) for p in range(prompts)]

    found = draw(Words(), lookup({"x": 5.0, "xx": 4.0, "xxx": 3.0}), prompts=2, n=4)
    assert found.failed == 2
    assert [values.tolist() for values in found.proxy] == [[5.0, 4.0, 3.0]] * 2
    assert found.gold is not None
    assert [values.tolist() for values in found.gold] == [[1.0, 2.0, 3.0]] * 2
