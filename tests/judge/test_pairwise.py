"""A judge of two responses: both orders, what their disagreement means, and failures."""

from typing import ClassVar

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from worths import BAD, GOLD, GOOD, PLAIN

from guerdon.bench.base import Benchmark, run
from guerdon.bench.contest import Contest
from guerdon.bench.rules import PairAccuracy
from guerdon.judge import FailingError, PairwiseJudge, PointwiseJudge
from guerdon.llm import Cached, Request, Sampling, Scripted, SimulatedJudge
from guerdon.papers import Paper
from guerdon.shape import Affine, WinProbability
from guerdon.types import Example


def test_both_orders_agree_where_he_sees_the_truth() -> None:
    judge = PairwiseJudge(SimulatedJudge(GOLD))
    said = judge.verdicts([GOOD, BAD, PLAIN], [BAD, PLAIN, PLAIN])
    assert said.values.tolist() == [1, 0, 0.5]
    assert said.parts["forth"].tolist() == said.parts["back"].tolist() == [1, 0, 0.5]
    assert (said.rationale or ("",))[0] == "A, B: Verdict: [[A]]\n\nB, A: Verdict: [[B]]"
    assert judge.pairwise


def test_who_always_names_the_first_says_nothing() -> None:
    said = PairwiseJudge(SimulatedJudge(GOLD, position_bias=9.0)).verdicts([GOOD, BAD], [BAD, GOOD])
    assert said.values.tolist() == [0.5, 0.5]
    assert said.parts["forth"].tolist() == [1, 1]
    assert said.parts["back"].tolist() == [0, 0]


def test_a_tie_in_one_order_alone_is_a_tie() -> None:
    # gaps of 1, seen 0.7 greater in favour of the first: 1.7 and -0.3, which is within the band of ties
    judge = PairwiseJudge(SimulatedJudge(GOLD, position_bias=0.7, tie_band=0.5))
    assert judge.prefer([GOOD], [PLAIN]).tolist() == [0.5]


@given(st.integers(0, 99))
def test_turned_round_a_pair_has_the_opposite_verdict(seed: int) -> None:
    judge = PairwiseJudge(SimulatedJudge(GOLD, noise=1.5, tie_band=0.3, position_bias=0.4, seed=seed))
    first, second = [GOOD, GOOD, PLAIN], [PLAIN, BAD, BAD]
    assert torch.equal(judge.prefer(first, second), 1 - judge.prefer(second, first))


def test_of_several_samples_the_majority_of_each_order_counts() -> None:
    def script(request: Request) -> list[str]:
        shown_first = request.about[0] is GOOD
        return ["[[A]]", "[[A]]", "[[B]]"] if shown_first else ["[[B]]", "[[C]]", "[[C]]"]

    said = PairwiseJudge(Scripted(script), sampling=Sampling(3, 1.0)).verdicts([GOOD], [BAD])
    # forth 2/3; back 1 - (0 + 1/2 + 1/2) / 3 = 2/3: both are for the first
    assert said.parts["forth"].tolist() == pytest.approx([2 / 3])
    assert said.parts["back"].tolist() == pytest.approx([2 / 3])
    assert said.values.tolist() == [1]


def test_what_fails_in_one_order_has_no_verdict_and_a_reason() -> None:
    said = PairwiseJudge(Scripted(lambda request: "[[A]]" if request.about[0] is GOOD else "hm")).verdicts(
        [GOOD, BAD], [BAD, GOOD]
    )
    assert said.values.isnan().all()
    assert all("'hm' cannot be read" in (why or "") for why in said.errors or ())
    assert said.parts["forth"].isnan().tolist() == [False, True]
    with pytest.raises(FailingError):
        PairwiseJudge(SimulatedJudge(GOLD, mumbles=1.0)).prefer([GOOD] * 20, [BAD] * 20)


def test_what_is_known_reaches_the_question() -> None:
    asked: list[str] = []

    def script(request: Request) -> str:
        asked.append(request.messages[-1].content)
        return "[[C]]"

    context = {"passages": ["Horses neigh."], "criterion": "wit"}
    first, second = (Example("Tell a joke.", text, context, reference="A cow.") for text in ("A horse.", "A hen."))
    PairwiseJudge(Scripted(script)).prefer([first], [second])
    for text in ("by one criterion alone: wit", "Horses neigh.", "Tell a joke.", "A cow."):
        assert all(text in each for each in asked)
    assert asked[0].index("A horse.") < asked[0].index("A hen.")
    assert asked[1].index("A hen.") < asked[1].index("A horse.")
    PairwiseJudge(Scripted(script), "brevity").prefer([first], [second])
    assert "alone: brevity" in asked[2]


def test_he_scores_none_alone_and_win_probabilities_do() -> None:
    judge = PairwiseJudge(SimulatedJudge(GOLD))
    alone = (judge >> Affine(2)).score([GOOD])
    assert alone.values.isnan().all()
    assert "compares two responses" in (alone.errors or ("",))[0]
    wins = WinProbability(judge, (GOOD, PLAIN, BAD)).score([GOOD, PLAIN, BAD])
    assert wins.values.tolist() == pytest.approx([2.5 / 3, 0.5, 0.5 / 3])
    assert (-judge).prefer([GOOD], [BAD]).tolist() == [0]


def test_a_win_probability_without_a_verdict_has_the_reason() -> None:
    judge = PairwiseJudge(Scripted(lambda request: "hm" if BAD in request.about else "[[C]]"))
    wins = WinProbability(judge, (GOOD, PLAIN)).score([PLAIN, BAD])
    assert wins.values.isnan().tolist() == [False, True]
    assert "'hm' cannot be read" in ((wins.errors or ("", ""))[1] or "")


class Small(Benchmark):
    """Six pairs of which he can decide four."""

    name = "small"
    paper = Paper("nobody2026small", "Small", "Nobody", 2026)
    measures: ClassVar = {"accuracy": PairAccuracy(tie=0.5)}
    counts: ClassVar = {"clear": 4, "ties": 2}

    def contests(self) -> list[Contest]:
        pairs = [(GOOD, BAD, "clear")] * 2 + [(GOOD, PLAIN, "clear"), (BAD, PLAIN, "clear")] + [(BAD, BAD, "ties")] * 2
        return [Contest((right,), (wrong,), part) for right, wrong, part in pairs]

    def section(self, subset: str) -> str:
        return subset


def test_he_takes_part_in_a_benchmark(tmp_path) -> None:
    model = SimulatedJudge(GOLD)
    report = run(Small(), PairwiseJudge(Cached(model, tmp_path / "answers.sqlite")))
    found = {name: each.value for name, each in report.sections.items()}
    assert found == {"clear": 0.75, "ties": 0.5}  # the fourth pair is labelled against what he sees
    assert model.budget.spent["calls"] == 7  # each pair is asked once in each order, equal texts once
    graded = run(Small(), PointwiseJudge(model))
    assert {name: each.value for name, each in graded.sections.items()} == found
