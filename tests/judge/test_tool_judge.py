"""Judges that call tools: what is called, what stands in the trace, what fails and is counted."""

import json
import math
import re
from dataclasses import dataclass

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.judge import (
    FailingError,
    Matched,
    ReactPlanner,
    Replayed,
    RulePlanner,
    Step,
    Stuck,
    ToolJudge,
    Trace,
    WholeAnswer,
    WithTests,
    investigate,
)  # fmt: skip
from guerdon.judge.observing import Observations
from guerdon.judge.planning import Call, Conclude
from guerdon.judge.react import moved
from guerdon.llm import Choice, Reply, Scripted
from guerdon.loading import load
from guerdon.reward import Reward
from guerdon.types import Example, Scores
from guerdon.verify.tools import Calculator, CodeRun, DateAfter, Tool, ToolError, WeekDay

DAY = Example("What day of the week is 2015-03-24?", "It is Tuesday.")
RULES = RulePlanner(
    (
        Matched("target_day", r"(\d+) days after (\d{4}-\d\d-\d\d)", r"\2, \1"),
        Matched("week_day", r"day of the week[\s\S]*?(\d{4}-\d\d-\d\d)\s*\Z", r"\1"),
        Matched("week_day", r"day of the week is (\d{4}-\d\d-\d\d)", r"\1"),
        WholeAnswer("calculator", "<<"),
        WithTests(),
    )
)
TOOLS = (WeekDay(), DateAfter(), Calculator(), CodeRun())


@dataclass(frozen=True)
class Agrees(Reward):
    """1 where the last observation occurs in the answer; no score of a trace without observations."""

    def score(self, batch):
        said = [re.findall(r"Observation: (.*)", each.response) for each in batch]
        values = [
            float(found[-1] in each.steps[0]) if found else math.nan for each, found in zip(batch, said, strict=True)
        ]
        lost = tuple("nothing was observed" if math.isnan(each) else None for each in values)
        return Scores(torch.tensor(values), errors=lost if any(lost) else None)


def test_a_trace_reads_as_it_happened():
    trace = Trace(
        (Step("week_day", "2015-03-24", "Tuesday", "Which day is it?"), Step("x", "y", "no", failed=True)), "So."
    )
    assert str(trace).splitlines() == [
        "Thought: Which day is it?", "Action: week_day", "Action Input: 2015-03-24", "Observation: Tuesday",
        "Action: x", "Action Input: y", "Observation: failed: no", "Conclusion: So.",
    ]  # fmt: skip
    assert "".join(trace.pieces).rstrip() == str(trace)
    assert len(trace.pieces) == 5
    assert trace.failed == 1


def test_rules_call_tools_one_after_another():
    wrong = Example(DAY.prompt, "It is Sunday.")
    later = Example("What day of the week is it 12 days after 2023-06-01?", "Tuesday")
    judge = ToolJudge(RULES, TOOLS, Agrees())
    said = judge.score([DAY, wrong, later])
    assert said.values.tolist() == [1.0, 0.0, 1.0]
    assert said.parts["calls"].tolist() == [1.0, 1.0, 2.0]
    assert said.parts["failed calls"].tolist() == [0.0, 0.0, 0.0]
    assert said.rationale[2].splitlines()[2:] == [
        "Observation: 2023-06-13", "Action: week_day", "Action Input: 2023-06-13", "Observation: Tuesday",
    ]  # fmt: skip


def test_answers_and_tests_are_handed_over():
    sum_, code = Example("?", "<<2+2=5>>5"), Example("?", "def f(): return 1", {"tests": ["assert f() == 1"]})
    [first, second] = investigate([sum_, code], RULES, TOOLS)
    assert "Action Input: the answer\n" in str(first)
    assert "2+2=5 is wrong, the left side is 4" in str(first)
    assert json.loads(second.steps[0].asked) == {"code": "def f(): return 1", "tests": ["assert f() == 1"]}
    assert second.steps[0].observation.startswith("The pass rate is 1.0")


def test_a_tool_that_fails_is_counted_and_says_so():
    said = ToolJudge(RULES, TOOLS, Agrees()).score([Example("what day of the week is 2015-02-30?", "Sunday"), DAY])
    assert said.parts["failed calls"].tolist() == [1.0, 0.0]
    assert "Observation: failed: '2015-02-30' has a date that does not exist" in said.rationale[0]
    assert said.values.tolist() == [0.0, 1.0]
    [missing] = investigate([DAY], RULES, ())
    assert missing.steps[0].observation == "there is no such tool; there are: none"
    assert missing.failed == 1


def test_where_no_tool_is_needed_the_trace_says_so():
    said = ToolJudge(RULES, TOOLS, Agrees()).score([Example("How are you?", "Well.")])
    assert said.rationale == ("No tool was needed.",)
    assert said.errors == ("nothing was observed",)


def test_the_number_of_calls_is_limited():
    always = Scripted(lambda request: "Action: week_day\nAction Input: 2015-03-24\n")
    [trace] = investigate([DAY], ReactPlanner(always), TOOLS, most=3)
    assert [step.observation for step in trace.steps] == ["Tuesday"] * 3


def react(request):
    text = request.messages[-1].content
    if "Observation: Tuesday" in text:
        return "Conclusion: the answer names the day that was observed."
    return "Thought: Which day is it?\nAction: week_day\nAction Input: 2015-03-24\n"


def test_a_model_plans_and_concludes():
    llm = Scripted(react)
    judge = ToolJudge(ReactPlanner(llm), TOOLS, Agrees())
    said = judge.score([DAY])
    assert said.values.tolist() == [1.0]
    assert said.rationale[0].endswith("Conclusion: the answer names the day that was observed.")
    assert llm.budget.spent["calls"] == 2
    shown = judge.planner.template.messages(tools=TOOLS, trace="", prompt="q", response="a", reference=None)
    assert "week_day: the day of the week of a date" in shown[0].content


@pytest.mark.parametrize(
    ("said", "move"),
    [
        ("Thought: a\nb\nAction: calculator\nAction Input: 1 +\n1\n", Call("calculator", "1 +\n1", "a\nb")),
        ("Action: search\nAction Input:", Call("search", "")),
        ("I think.\nConclusion: it is right.", Conclude("it is right.")),
    ],
)
def test_moves_are_read(said, move):
    assert moved(Reply((Choice(said),))) == move


def test_what_is_no_move_leaves_no_score_and_too_much_of_it_stops_the_run():
    judge = ToolJudge(ReactPlanner(Scripted(lambda request: "Action: none of them")), TOOLS, Agrees())
    [why] = judge.score([DAY]).errors
    assert "'Action: none of them' cannot be read" in why
    assert isinstance(moved(Reply(error="cut")), Stuck)
    with pytest.raises(FailingError, match="have failed"):
        judge.score([Example(str(number), "a") for number in range(30)])


class Once(Replayed):
    """Counts how often it is asked."""

    asked = 0

    def __call__(self, text):
        Once.asked += 1
        return super().__call__(text)


def test_tools_are_asked_the_same_once(tmp_path):
    tool = Once("search", "what is known", {"a": "b"})
    first, again = (Observations(tmp_path / "seen.sqlite") for _ in range(2))
    assert [first.of(tool, "a"), first.of(tool, "a"), again.of(tool, "a")] == [("b", False)] * 3
    assert Once.asked == 1
    assert first.of(tool, "c")[1]
    again.of(tool, "c")
    assert Once.asked == 3  # what failed is asked anew
    with pytest.raises(ToolError, match="nothing is recorded of search for 'c'"):
        tool("c")
    cached = ToolJudge(RULES, TOOLS, Agrees(), cache=str(tmp_path / "judge.sqlite"))
    assert cached.score([DAY]).rationale == cached.score([DAY]).rationale


class Broken(Tool):
    """Raises what no tool should."""

    name, description = "broken", "nothing"

    def __call__(self, text):
        raise KeyError(text)


def test_a_tool_that_raises_anything_is_a_call_without_an_answer(tmp_path):
    observations = Observations(tmp_path / "seen.sqlite")
    assert observations.of(Broken(), "x \ud83d") == ("KeyError: 'x \\ud83d'", True)


def test_bad_input_is_refused():
    with pytest.raises(GuerdonError, match="pattern that is none"):
        Matched("week_day", "(", "")
    with pytest.raises(GuerdonError, match="two tools are called week_day"):
        ToolJudge(RULES, (WeekDay(), WeekDay()), Agrees())


def test_it_is_saved(tmp_path):
    judge = ToolJudge(RULES, (WeekDay(), Replayed("search", "what is known", {"a": "b"})), Agrees())
    judge.save(tmp_path / "judge")
    again = load(str(tmp_path / "judge"))
    assert again.score([DAY]).rationale == judge.score([DAY]).rationale
    assert again.tools[1]("a") == "b"
