"""Panels by hand: orders, own answers, votes that are missing, and agreement."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.feedback import judge_panel
from guerdon.judge import (
    BothOrders,
    LessPosition,
    LessSelf,
    MajorityPanel,
    MeanPanel,
    PairwiseJudge,
    WithoutOwn,
    kappas,
    position_bias,
    self_bias,
    sides,
)  # fmt: skip
from guerdon.llm import SimulatedJudge
from guerdon.loading import load
from guerdon.records import Comparisons
from guerdon.reward import PairReward, Reward
from guerdon.shape import Measure, Recorded
from guerdon.testbeds import SwayedJudge
from guerdon.types import Comparison, Example, Scores


@dataclass(frozen=True)
class Says(PairReward):
    """The vote that stands in the first response shown, plus something for being shown first; "?" has no vote."""

    lead: float = 0.0

    def verdicts(self, first, second):
        votes = [
            float("nan") if "?" in a.response + b.response else worth(a) - worth(b)
            for a, b in zip(first, second, strict=True)
        ]
        values = (torch.tensor(votes) / 2 + 0.5 + self.lead).clamp(0, 1)
        lost = tuple("it asks" if value.isnan() else None for value in values)
        return Scores(values, rationale=("so",) * len(values), errors=lost if any(lost) else None)


def worth(example):
    return float(example.response)


def pair(first, second, *authors):
    metas = [{"model": name} if name else {} for name in (*authors, None, None)[:2]]
    return [Example("q", str(first), meta=metas[0])], [Example("q", str(second), meta=metas[1])]


@given(st.floats(0, 0.2), st.floats(0.1, 0.5), st.floats(0.1, 0.5))
def test_both_orders_take_out_what_position_adds(lead, a, b):
    said = BothOrders(Says(lead)).verdicts(*pair(a, b))
    assert said.values.item() == pytest.approx(Says().verdicts(*pair(a, b)).values.item(), abs=1e-6)
    assert position_bias(said).value == pytest.approx(lead, abs=1e-6)


def test_one_order_less_the_bias_of_the_other_pairs():
    judge = LessPosition(Says(0.2), 0.2)
    for number in range(8):
        first, second = pair(0.3, number / 20)
        assert judge.prefer(first, second).item() == pytest.approx(Says().prefer(first, second).item(), abs=1e-6)
        assert judge.prefer(second, first).item() == pytest.approx(1 - judge.prefer(first, second).item(), abs=1e-6)
    seen = [LessPosition(Says(0.2), 0.0).prefer(*pair(number / 20, number / 20)).item() for number in range(20)]
    assert {round(value, 4) for value in seen} == {0.3, 0.7}  # by chance one is shown first, or the other


def test_the_bias_of_a_simulated_judge_is_found():
    texts = [Example("q", str(number)) for number in range(200)]
    gold = Recorded(
        {each.identity: value for each, value in zip(texts, np.random.default_rng(0).normal(size=200), strict=True)}
    )
    fair, swayed = (
        position_bias(
            PairwiseJudge(SimulatedJudge(gold, noise=0.5, position_bias=bias)).verdicts(texts[:100], texts[100:])
        )
        for bias in (0.0, 1.5)
    )
    assert abs(fair.value) < 0.1 < swayed.low
    with pytest.raises(ValueError, match="no pair was judged in both orders"):
        position_bias(Scores(torch.zeros(1), parts={name: torch.tensor([torch.nan]) for name in ("forth", "back")}))


def test_a_judge_does_not_vote_on_its_own():
    first = [Example("q", "0.5", meta={"model": m} if m else {}) for m in ("a", "b", "a", None)]
    second = [Example("q", "0.1", meta={"model": m}) for m in ("b", "a", "a", "b")]
    assert sides(first, second, "a").tolist() == [1, -1, 0, 0]
    said = WithoutOwn(Says(), "a").verdicts(first, second)
    assert said.values.isnan().tolist() == [True, True, False, False]
    assert said.errors == (*["it does not vote on answers of its own model"] * 2, None, None)
    assert LessSelf(Says(), "a", 0.1).verdicts(first, second).values.tolist() == pytest.approx([0.6, 0.8, 0.7, 0.7])


def test_self_bias_by_hand():
    votes, others = torch.tensor([0.9, 0.2, 1.0, 0.5]), torch.tensor([0.6, 0.6, 1.0, torch.nan])
    found = self_bias(votes, others, torch.tensor([1.0, -1.0, 0.0, 1.0]))
    assert found.value == pytest.approx((0.3 + 0.4) / 2)
    with pytest.raises(ValueError, match="no pair with one answer"):
        self_bias(votes, others, torch.zeros(4))


def test_mean_and_majority_by_hand():
    first, second = pair(0.9, 0.1, "a")
    judges = (Says(), Says(-0.45), Says(-0.6))  # 0.9, 0.45, 0.3
    mean, majority = (kind(judges).verdicts(first, second) for kind in (MeanPanel, MajorityPanel))
    assert mean.values.item() == pytest.approx(0.55)
    assert majority.values.item() == 0
    assert mean.parts["judge 2"].item() == pytest.approx(0.45)
    assert mean.rationale == ("judge 1: so\n\njudge 2: so\n\njudge 3: so",)
    left = (WithoutOwn(judges[0], "a"), *judges[1:])
    assert MeanPanel(left).verdicts(first, second).values.item() == pytest.approx(0.375)
    assert MajorityPanel((WithoutOwn(judges[2], "a"), judges[0], judges[1])).prefer(first, second).item() == 0.5


def test_too_few_votes_leave_no_verdict():
    panel = MeanPanel((Says(), WithoutOwn(Says(), "a")), ("one", "other"), quorum=2)
    said = panel.verdicts(*pair(0.5, 0.1, "a"))
    assert said.values.isnan().all()
    assert said.parts["votes"].tolist() == [1]
    assert said.errors == (
        "fewer than 2 of the judges have a verdict; other: it does not vote on answers of its own model",
    )
    assert MeanPanel((Says(), Says())).verdicts(*pair("?", 0)).errors[0].endswith("judge 1: it asks; judge 2: it asks")
    assert len(panel.verdicts([], [])) == 0
    for bad in ((), ((Says(),), (), 2), ((Says(), Says()), ("a", "a"))):
        with pytest.raises(GuerdonError):
            MeanPanel(*(bad or ((),)))


def test_kappa_of_each_two():
    first = [Example("q", text) for text in ("0.9", "0.1", "0.5", "0.4", "?")]
    second = [Example("q", text) for text in ("0.1", "0.9", "0.1", "0.5", "0")]
    panel = MajorityPanel((Says(), Says(), Says(0.5)), ("a", "b", "c"))
    found = kappas(panel.verdicts(first, second), panel.members)
    assert found["a", "b"] == 1
    # a: + - + -, c: + + + + of four pairs: observed 1/2, expected 1/2
    assert found["a", "c"] == pytest.approx(0)


def test_corrected_judges_make_labels_too():
    good, bad = Example("q", "good"), Example("q", "bad")
    gold = Recorded({good.identity: 1.0, bad.identity: 0.0})
    swayed = SwayedJudge(gold, errs=0.0, swayed=1.0)
    rows = judge_panel(Comparisons.of([Comparison(good, bad)] * 2), [swayed, BothOrders(SwayedJudge(gold, 0.0, 0.0))])
    assert [row.agreement for row in rows] == [1.0, 1.0]
    assert BothOrders(swayed).prefer([good], [bad]).item() == 0.5


def test_it_is_saved(tmp_path):
    judge: Reward = Measure("log_words")
    panel = MajorityPanel((BothOrders(judge), WithoutOwn(LessPosition(judge, 0.1), "a"), LessSelf(judge, "a", 0.1)))
    panel.save(tmp_path / "panel")
    pairs = [Example("q", "one two three")], [Example("q", "one")]
    assert load(str(tmp_path / "panel")).prefer(*pairs).equal(panel.prefer(*pairs))


def test_whoever_hears_both_orders_or_asks_somebody_who_does_need_not_be_asked_twice() -> None:
    gold = Measure("log_words")
    swayed = SwayedJudge(gold, errs=0.0, swayed=1.0)
    assert not swayed.symmetric
    assert not MeanPanel((swayed, BothOrders(swayed))).symmetric
    assert not LessSelf(swayed, "m", 0.1).symmetric
    for judge in (BothOrders(swayed), LessPosition(swayed, 0.1), MeanPanel((gold, BothOrders(swayed)))):
        assert judge.symmetric


def test_the_opposite_of_a_judge_is_shown_pairs_in_the_same_order() -> None:
    one, other = [Example("q", "one two")], [Example("q", "one")]
    always_first = SwayedJudge(Measure("log_words"), errs=0.0, swayed=1.0)
    for pair in ((one, other), (other, one)):
        assert always_first.prefer(*pair).item() == 1
        assert (-always_first).prefer(*pair).item() == 0
        assert (-always_first).verdicts(*pair).values.item() == 0
