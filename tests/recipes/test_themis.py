"""The rules and what they observe; the recipe on a few real pairs."""

import pytest

from guerdon.judge import Step, Trace, investigate
from guerdon.recipes import observed as shared
from guerdon.recipes import themis
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

ASKED = [
    ("What day of the week is 2015-03-24?", ["Tuesday"]),
    ("How many days pass between 2015-11-05 and 2011-01-11?", ["1759"]),
    ("Which day comes 157 days before 2001-03-07?", ["2000-10-01"]),
    ("What is the humidity in Anyang on 2023-06-13?", ["humidity: 32.0"]),
    ("What is the humidity like in Anyang on the 12 days after 2023-06-01?", ["2023-06-13", "humidity: 32.0"]),
]


def pairs():
    calls = [["history_weather", "Anyang, 2023-06-13", "humidity: 32.0"]]
    return [
        Comparison(Example(q, f"{k} is right", meta={"calls": calls}), Example(q, f"{k} no", meta={"calls": []}), source="day")
        for k, (q, _) in enumerate(ASKED)
    ]  # fmt: skip


def test_rules_find_the_tools_that_questions_ask_for():
    rows = pairs()
    traces = investigate([row.chosen for row in rows], shared.RULES, shared.toolbox(Comparisons.of(rows)))
    assert [[step.observation for step in trace.steps] for trace in traces] == [said for _, said in ASKED]


def test_traces_of_another_pair():
    rows = pairs()[:3]
    traces = [Trace((Step("t", "a", str(place)),)) for place in range(6)]
    said = [int(trace.steps[0].observation) for trace in shared.swapped(rows, traces, 7)]
    assert [place // 2 for place in said] == [1, 1, 2, 2, 0, 0]
    assert all(
        first // 2 == second // 2 and first != second for first, second in zip(said[::2], said[1::2], strict=True)
    )
    both = shared.observed(rows[:1], traces[:2])[0]
    assert both.chosen.steps == ("0 is right\n\n", "Action: t\nAction Input: a\n", "Observation: 0\n")
    assert both.rejected.response.endswith("Observation: 1\n")


def test_without_the_data_there_is_nothing_to_say(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    assert themis.run(themis.Config(), 103) == []


@pytest.mark.realdata
def test_the_recipe_on_a_few_pairs(data_folder, tmp_path, monkeypatch, short_fits):
    monkeypatch.setattr(themis, "TASKS", ("calendar", "weather"))
    by_record, by_tool, wrong = themis.run(themis.Config(train=16, test=6), 103)
    assert by_record.baseline == by_tool.baseline == by_record.controls["mean, answers alone"]
    assert by_tool.method == wrong.method == by_record.controls["mean, tools"]
    assert by_record.method > 0.75
    assert by_record.controls["failed calls of a test answer"] == 0
    assert by_record.controls["calls of a test answer"] >= 0.8
