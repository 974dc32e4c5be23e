"""The rows of tool-augmented reward modelling: both ways in which calls are written, and what is missing."""

import json

import pytest

from guerdon.feedback import FeedbackError, load, read

ONE = {
    "answer": "It is Tuesday.",
    "actions": {"Action": "Calendar.week_day", "Action Input": "2015-03-24", "Observation": "Tuesday"},
}
TEXT = "Thought: a\nAction: x\nAction Input: 1, 2\nObservation: 3\nThought: b\nAction: y\nAction Input: 3\nObservation: is: \nwet; 4.\n"


def rows(tmp_path, *held):
    path = tmp_path / "rows.json"
    path.write_text("".join(json.dumps(row) + "\n" for row in held))
    return read(path)


def test_calls_are_kept_and_the_task_is_the_source(tmp_path):
    other = {"answer": "It is Sunday.", "actions": TEXT}
    found = rows(
        tmp_path,
        {"id": "multi_tools_test_7", "question": "Which day?", "pos_answer": ONE, "neg_answer": other},
        {
            "id": "code_train_0", "question": "f?", "pos_answer": {"answer": "a"}, "neg_answer": {"answer": "b", "actions": ""},
            "test_list": ["assert f() == 1"],
        },
    )  # fmt: skip
    day, code = found.comparisons()
    assert day.source == "multi_tools"
    assert day.chosen.meta["calls"] == [["Calendar.week_day", "2015-03-24", "Tuesday"]]
    assert day.rejected.meta["calls"] == [["x", "1, 2", "3"], ["y", "3", "is: \nwet; 4."]]
    assert (code.source, code.provenance) == ("code", "rule")
    assert code.chosen.context == code.rejected.context == {"tests": ["assert f() == 1"]}
    assert code.chosen.meta["calls"] == code.rejected.meta["calls"] == []


def test_actions_of_another_kind_are_an_error_that_names_them(tmp_path):
    wrong = {"answer": "b", "actions": 3}
    with pytest.raises(FeedbackError, match=r"row 1: \"neg_answer.actions\" is int"):
        rows(tmp_path, {"id": "a", "question": "q", "pos_answer": ONE, "neg_answer": wrong})


@pytest.mark.realdata
def test_every_row_of_the_data(data_folder):
    found = load("tool-augmented").comparisons()
    tasks = [row.source for row in found]
    assert {task: tasks.count(task) for task in set(tasks)} == {
        "calculator": 1031, "code": 675, "weather": 634, "multi_tools": 572, "calendar": 426, "wikisearch": 284, "webgpt": 122,
    }  # fmt: skip
    assert all(len(row.chosen.meta["calls"]) == 2 for row in found if row.source == "multi_tools")
