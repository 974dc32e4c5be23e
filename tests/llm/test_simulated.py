"""Judges whose faults are known: each fault does what it says, and nothing else."""

from collections.abc import Sequence
from math import log

import numpy as np
import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.llm import Cached, Grade, Request, Sampling, Scripted, SimulatedJudge, Verdict, YesOrNo
from guerdon.shape import Measure, Recorded
from guerdon.types import Example, Message

GOOD, BAD, LONG = Example("p", "good"), Example("p", "bad"), Example("p", "bad " * 50)
GOLD = Recorded({GOOD.identity: 0.5, BAD.identity: -0.5, LONG.identity: -0.5})


def pair(first: Example, second: Example, number: int = 0) -> Request:
    return Request((Message("user", f"{number}: {first.response} or {second.response}"),), (first, second), Verdict())


def one(example: Example, number: int = 0) -> Request:
    return Request((Message("user", f"{number}: {example.response}"),), (example,), Grade())


def verdicts(judge: SimulatedJudge, requests: Sequence[Request]) -> list[float]:
    return [Verdict().read(reply.text) for reply in judge.generate(requests)]


def test_without_faults_he_says_the_truth() -> None:
    judge = SimulatedJudge(GOLD)
    assert verdicts(judge, [pair(GOOD, BAD), pair(BAD, GOOD), pair(BAD, LONG)]) == [1.0, 0.0, 0.5]
    # grades: 5.5 + z * 9 / 6, to the nearest whole one
    assert [reply.text for reply in judge.generate([one(GOOD), one(BAD)])] == ["Rating: 6", "Rating: 5"]


def test_each_fault_alone() -> None:
    assert verdicts(SimulatedJudge(GOLD, tie_band=1.5), [pair(GOOD, BAD)]) == [0.5]
    assert verdicts(SimulatedJudge(GOLD, position_bias=2.0), [pair(BAD, GOOD), pair(GOOD, BAD)]) == [1.0, 1.0]
    assert verdicts(SimulatedJudge(GOLD, length_bias=1.0), [pair(LONG, GOOD)]) == [1.0]
    assert verdicts(SimulatedJudge(GOLD, length_bias=0.9 / (log(51) - log(2))), [pair(LONG, GOOD)]) == [0.0]
    drifting = SimulatedJudge(GOLD, drift=2000.0)
    grades = [Grade().read(reply.text) for reply in drifting.generate([one(BAD, n) for n in range(4)])]
    assert grades == [5, 8, 10, 10]  # 5.5 + 1.5 z with z = -0.5, 1.5, 3.5, 5.5, at most 10


def test_noise_is_of_the_size_that_is_said() -> None:
    judge = SimulatedJudge(GOLD, noise=1.0, seed=3)
    right = np.mean(verdicts(judge, [pair(GOOD, BAD, n) for n in range(2000)]))
    assert right == pytest.approx(0.8413, abs=0.025)  # Phi(1)
    options = judge.choice_logits([one(GOOD, n) for n in range(2000)], (("Yes",), ("No",))).logits
    assert torch.allclose(options.exp().sum(1), torch.ones(2000))
    gaps = options[:, 0] - options[:, 1]
    assert float(gaps.mean()) == pytest.approx(0.5, abs=0.08)
    assert float(gaps.std()) == pytest.approx(1.0, abs=0.06)


def test_the_same_question_has_the_same_answer_and_samples_differ() -> None:
    judge = SimulatedJudge(GOLD, noise=1.0)
    requests = [pair(GOOD, BAD, n) for n in range(20)]
    assert verdicts(judge, requests) == verdicts(judge, requests[::-1])[::-1]
    samples = judge.generate(requests, Sampling(n=8, temperature=1.0))
    assert any(len({choice.text for choice in reply.choices}) > 1 for reply in samples)


def test_mumbling_is_as_frequent_as_said_and_is_no_form() -> None:
    replies = SimulatedJudge(GOLD, mumbles=0.3).generate([one(GOOD, n) for n in range(1000)])
    assert sum("Rating" not in reply.text for reply in replies) / 1000 == pytest.approx(0.3, abs=0.06)


def test_what_he_cannot_judge_is_a_reason() -> None:
    nothing, formless, unknown = SimulatedJudge(GOLD).generate(
        [Request.of("hello"), Request((Message("user", "x"),), (GOOD,)), one(Example("p", "never seen"))]
    )
    assert nothing.error
    assert formless.error
    assert unknown.error
    assert SimulatedJudge(GOLD).choice_logits([Request.of("hello")], (("Yes",), ("No",))).errors[0]


def test_a_script_may_fail_and_is_counted(tmp_path) -> None:
    def script(request: Request) -> str:
        if "bad" in request.messages[0].content:
            raise GuerdonError("refused")
        return "Yes"

    model = Cached(Scripted(script), tmp_path / "answers.sqlite")
    replies = model.generate([Request.of("bad"), Request.of("fine")])
    assert replies[0].error == "refused"
    assert YesOrNo().read(replies[1].text) == 1
    assert model.budget.spent["calls"] == 1


def test_he_is_named_by_his_faults() -> None:
    assert SimulatedJudge(Measure("log_words"), noise=0.5).name == "simulated:Measure(noise=0.5)"
