"""The three contexts of the audit, on rewards whose answers are known."""

from dataclasses import dataclass

import pytest
import torch

from guerdon.audit import ContextUse, context_use
from guerdon.errors import GuerdonError
from guerdon.learn import Numbers, RewardModel, ScalarHead
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds import Reversals
from guerdon.types import Comparison, Example, Scores


@dataclass(frozen=True)
class Wants(Reward):
    """1 for the response that the criterion names, or that a default names where there is none."""

    default: str = ""

    def score(self, batch):
        return Scores(torch.tensor([float(e.context.get("criterion", self.default) == e.response) for e in batch]))


def pair(prompt: str, criterion: str, chosen: str, rejected: str, **more: str) -> Comparison:
    context = {"criterion": criterion, **more}
    return Comparison(Example(prompt, chosen, context), Example(prompt, rejected, context))


ROWS = [pair("p", "1", "1", "2"), pair("p", "2", "2", "1"), pair("q", "1", "1", "2")]


def test_a_reward_that_reads_the_context_and_one_that_does_not():
    assert context_use(Wants(), Comparisons.of(ROWS)) == ContextUse(1.0, 0.5, 0.0, 2)  # q has no counterpart
    blind = RewardModel(Numbers(1), ScalarHead())
    with torch.no_grad():
        blind.head.linear.weight.fill_(1e-8)
    assert context_use(blind, Comparisons.of(ROWS)) == ContextUse(0.5, 0.5, 0.5, 2)


def test_a_leak_shows_where_no_context_is_needed():
    rows = [*ROWS, pair("p", "more", "1", "2"), pair("p", "again", "1", "2")]
    use = context_use(Wants("1"), Comparisons.of(rows))
    assert use.comparisons == 4
    assert use.none == 0.75
    assert use.swapped == pytest.approx((0 + 0 + 0 + 0) / 4)


def test_targets_below_half_turn_a_comparison_and_other_entries_stay():
    turned = Comparison(ROWS[1].rejected, ROWS[1].chosen, target=0.2)
    assert context_use(Wants(), Comparisons.of([ROWS[0], turned])) == ContextUse(1.0, 0.5, 0.0, 2)
    kept = [pair("p", "1", "1", "2", user="ann"), pair("p", "2", "2", "1", user="ann")]

    @dataclass(frozen=True)
    class OfAnn(Wants):
        def score(self, batch):
            assert all(e.context["user"] == "ann" for e in batch)
            return super().score(batch)

    assert context_use(OfAnn(), Comparisons.of(kept)).right == 1


def test_the_truth_of_reversals_uses_every_context():
    for wordings in ("seen", "new", "scenario"):
        world = Reversals(seed=3, wordings=wordings)
        assert context_use(world.gold, world.comparisons(60)) == ContextUse(1.0, 0.5, 0.0, 60)


def test_without_counterparts_nothing_is_measured():
    with pytest.raises(GuerdonError, match="no pair of responses is judged one way"):
        context_use(Wants(), Comparisons.of(ROWS[2:]))
