"""Tools against hand computation, and against what was recorded of the tools of a published data set."""

import gzip
import json
import re

import pytest

from guerdon.verify.tools import Calculator, CodeRun, DateAfter, DayDifference, ToolError, WeekDay

CALENDAR = {
    "Calendar.week_day": WeekDay(),
    "Calendar.day_difference": DayDifference(),
    "Calendar.target_day": DateAfter(),
}


@pytest.mark.parametrize(
    ("tool", "asked", "answer"),
    [
        (Calculator(), "2 * (3 + 4)", "14"),
        (Calculator(), "1,234 + 1, 2^10", "1235; 1024"),
        (Calculator(), "7 / 8", "0.875"),
        (Calculator(), "20 / 7", "20/7 (about 2.85714285714)"),
        (Calculator(), "sqrt(2)", "1.41421356237"),
        (Calculator(), "<<40*4=160>>160, <<3/5*100=60>>60.", "40*4=160 holds; 3/5*100=60 holds"),
        (Calculator(), "6*7=41", "6*7=41 is wrong, the left side is 42"),
        (Calculator(), "0.1 + 0.2 = 0.3", "0.1 + 0.2 = 0.3 holds"),
        (Calculator(), "x + x = 2x, x + 1 = x", "x + x = 2x holds; x + 1 = x is wrong"),
        (WeekDay(), "2024-02-29", "Thursday"),
        (DayDifference(), "2011-01-11, 2015-11-05", "1759"),
        (DateAfter(), "2017-09-28, 223", "2018-05-09"),
        (DateAfter(), "2024-03-01, -1", "2024-02-29"),
    ],
)
def test_by_hand(tool, asked, answer):
    assert tool(asked) == answer


@pytest.mark.parametrize(
    ("tool", "asked", "cause"),
    [
        (Calculator(), "", "nothing to compute"),
        (Calculator(), "__import__('os')", "cannot read"),
        (Calculator(), "9**9**9**9", "no value"),
        (Calculator(), "1/0", "no value"),
        (Calculator(), "x + 1", "no value"),
        (WeekDay(), "2023-02-29", "does not exist"),
        (WeekDay(), "tomorrow", "expected 1"),
        (DayDifference(), "2023-01-01", "expected 2"),
        (DateAfter(), "2023-01-01", "no number of days"),
        (DateAfter(), "2023-01-01, 99999999", "beyond the calendar"),
        (CodeRun(), "print(1)", "takes JSON"),
        (CodeRun(), '{"code": 1, "tests": []}', "as a text"),
        (CodeRun(), '{"code": "def f(g): return g(1)", "tests": ["assert f(lambda x: x)"]}', "could not try"),
    ],
)
def test_a_tool_that_cannot_answer_says_why(tool, asked, cause):
    with pytest.raises(ToolError, match=cause):
        tool(asked)


def test_code_is_run():
    asked = {"code": "```python\ndef f(x): return 2 * x\n```", "tests": ["assert f(1) == 2", "assert f(1) == 3"]}
    assert CodeRun()(json.dumps(asked)) == "The pass rate is 0.5. 1 of 2 tests passed. Failed reason: AssertionError"


def rows(folder, name):
    return [
        json.loads(line)
        for line in gzip.decompress((folder / f"tool-augmented/{name}.json.gz").read_bytes()).splitlines()
    ]


def actions(row):
    """Action, input and observation of both answers."""
    for side in ("pos_answer", "neg_answer"):
        held = row[side]["actions"]
        if isinstance(held, dict):
            yield held["Action"], held["Action Input"], held["Observation"]
        else:
            yield from re.findall(r"Action: (.*?)\nAction Input: (.*?)\nObservation: (.*?)(?:\n|$)", held)


@pytest.mark.realdata
def test_every_recorded_answer_of_the_calendar(data_folder):
    names = (
        "agent_calendar_test",
        "agent_calendar_train",
        "agent_multi_tools_test_action",
        "agent_multi_tools_train_action",
    )
    asked = [each for name in names for row in rows(data_folder, name) for each in actions(row) if each[0] in CALENDAR]
    assert len(asked) > 1800
    assert all(CALENDAR[name](text) == said for name, text, said in asked)


@pytest.mark.realdata
def test_recorded_verdicts_on_equations(data_folder):
    # The recorded tool computed in binary fractions, for which 0.2 + 0.35 is not 0.55.
    agree = []
    for _, text, said in (each for row in rows(data_folder, "agent_calculator_test") for each in actions(row)):
        right = "process is correct" in said or said.startswith("Both the calculation and the answer are correct")
        agree.append(right == (bool(text) and "wrong" not in Calculator()(text)))
    assert sum(agree) / len(agree) > 0.97


@pytest.mark.realdata
def test_recorded_pass_rates(data_folder):
    run, agree = CodeRun(), []
    for row in rows(data_folder, "reserve_code_test_data")[::4]:
        for side in ("pos_answer", "neg_answer"):
            said = re.search(r"pass rate is ([\d.]+?)\.?\s", row[side]["actions"]["Observation"])
            found = run(json.dumps({"code": row[side]["answer"], "tests": row["test_list"]}))
            agree.append(abs(float(said[1]) - float(re.search(r"is ([\d.]+?)\. ", found)[1])) < 1e-6)
    assert sum(agree) / len(agree) > 0.98
