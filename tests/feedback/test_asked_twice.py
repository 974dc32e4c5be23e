"""Labels that a judge repeats in the other order: who is kept, and how often what is kept is right."""

from dataclasses import dataclass

import pytest
import torch

from guerdon.feedback import FeedbackError, asked_twice
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds import Capabilities, CapabilityJudge
from guerdon.types import Comparison, Example


@dataclass(frozen=True)
class Judge(Reward):
    """Prefers the later letter; for pairs with an f it is for the first, and with a t it cannot tell."""

    def score(self, batch):
        raise NotImplementedError

    def prefer(self, first, second):
        pairs = [(a.response, b.response) for a, b in zip(first, second, strict=True)]
        return torch.tensor(
            [1.0 if "f" in pair else 0.5 if "t" in pair else float(pair[0] > pair[1]) for pair in pairs]
        )


def pair(one: str, other: str, **more: object) -> Comparison:
    return Comparison(Example("p", one), Example("p", other), **more)


def test_what_is_said_in_both_orders_is_kept_and_labelled_anew():
    rows = [pair("b", "a", strength=2.0, annotator="ann"), pair("a", "b", target=0.7), pair("f", "a"), pair("t", "a")]
    kept = list(asked_twice(Judge(), Comparisons.of(rows)))
    assert [(row.chosen.response, row.rejected.response, row.target) for row in kept] == [("b", "a", 1.0)] * 2
    assert {(row.provenance, row.strength, row.annotator) for row in kept} == {("model", None, None)}


def test_a_judge_who_follows_the_order_says_nothing():
    with pytest.raises(FeedbackError, match="on none of 1 pairs"):
        asked_twice(Judge(), Comparisons.of([pair("f", "a")]))


def test_errors_that_are_independent_seldom_agree():
    world = Capabilities(flips=0.0, seed=3)
    pairs = world.comparisons(3000)
    kept = asked_twice(CapabilityJudge(world, "facts", "logic", flips=0.2, swayed=0.0), pairs)
    assert len(kept) / 3000 == pytest.approx(0.8**2 + 0.2**2, abs=0.03)
    sure = CapabilityJudge(world, "facts", "logic", flips=0.0, swayed=0.0)
    right = sure.prefer([row.chosen for row in kept], [row.rejected for row in kept]).mean()
    assert right.item() == pytest.approx(0.64 / 0.68, abs=0.015)
    swayed = asked_twice(CapabilityJudge(world, "facts", "logic", flips=0.0, swayed=0.3), pairs)
    # for one order and the other: kept where neither is swayed, or where the sway is for who is right anyway
    assert len(swayed) / 3000 == pytest.approx(0.7, abs=0.03)
