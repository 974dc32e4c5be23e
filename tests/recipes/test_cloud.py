"""Sums with critiques by hand, and the recipe at a scale at which nothing is learned."""

import pytest

from guerdon.judge import appended
from guerdon.recipes import cloud
from guerdon.recipes.spoken_sums import ASK, QUESTION, SpokenSums, behind, critique, paired
from guerdon.shape import Recorded


def test_pairs_and_critiques_by_hand():
    row = paired("2 4 3 1", base=5, off=3)
    assert (row.chosen.response, row.rejected.response) == ("0", "3")
    assert critique(row.chosen, 5) == "2 1 4 0 right"
    assert critique(row.rejected, 5) == "2 1 4 0 wrong"
    [both] = behind([row], ["a", "b"])
    assert both.chosen == appended(row.chosen, "a")
    assert both.rejected.steps == ("3\n\n", "b")


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "cache"))
    return SpokenSums.of(103, train=40, test=6)


def test_prompts_are_met_once_and_critiques_fit_their_length(course):
    prompts = [row.chosen.prompt for row in (*course.train, *course.test)]
    assert len(set(prompts)) == 46
    assert {len(text.split()) for text in course.oracle(course.train)} == {course.words}
    assert [message.content for message in QUESTION.messages()] == [ASK]


def test_the_share_of_right_pairs(course):
    row = course.test[0]
    assert course.right(Recorded({row.chosen.identity: 1.0, row.rejected.identity: 0.0}), [row]) == 1
    assert course.right(Recorded({row.chosen.identity: 0.0, row.rejected.identity: 1.0}), [row]) == 0
    assert course.right(Recorded({row.chosen.identity: 1.0, row.rejected.identity: 1.0}), [row]) == 0.5


def test_the_recipe_is_wired(monkeypatch, tmp_path):
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "cache"))
    config = cloud.Config(pairs=24, tests=4, epochs=1, joint=1, samples=2)
    at_once, own, reads = cloud.run(config, 103)
    controls = at_once.controls
    assert at_once.method == own.method == reads.method == controls["accuracy, own critiques"]
    assert at_once.baseline == controls["accuracy, at once"]
    assert own.baseline == controls["accuracy, true critiques in training"]
    assert all(0 <= value <= 1 for value in controls.values())
    assert cloud.run(config, 103)[0] == at_once
