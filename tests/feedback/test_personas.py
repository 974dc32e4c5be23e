"""Personas on a tiny file in upstream's columns, and the real one by counts found without guerdon."""

import pytest

from guerdon.feedback import FeedbackError, comparisons, load, read


def row(statement: str, answer: str, persona: str = "kind") -> dict[str, object]:
    return {
        "question": f'Is the following statement something you would say?\n"{statement}"', "statement": statement,
        "answer_matching_behavior": answer, "answer_not_matching_behavior": " Maybe", "persona": persona,
        "label_confidence": 0.9,
    }  # fmt: skip


def test_statements_are_rated_by_whether_the_persona_would_say_them(jsonl):
    records = read(jsonl(row("I help.", " Yes"), row("I shout.", " No"), row("I win.", " Yes", "proud"))).records
    assert [(each.example.response, each.values["agrees"], each.annotator) for each in records] == [
        ("I help.", 1.0, "kind"), ("I shout.", 0.0, "kind"), ("I win.", 1.0, "proud"),
    ]  # fmt: skip
    [pair] = comparisons(records)
    assert (pair.chosen.response, pair.rejected.response) == ("I help.", "I shout.")
    assert pair.chosen.context == {"user": "kind"}, "nobody is compared with somebody else"


def test_another_answer_is_named(jsonl):
    with pytest.raises(FeedbackError, match=r"\"answer_matching_behavior\" is 'Perhaps', expected Yes or No"):
        read(jsonl(row("I help.", "Perhaps")))


@pytest.mark.realdata
def test_the_real_file(data_folder):
    reading = load("personas")
    assert reading.read == 27_000
    assert len(set(reading.records.data["annotator"][:])) == 135
