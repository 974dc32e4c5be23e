"""OpinPref on a tiny file in upstream's columns, and the real one by counts found without guerdon."""

import pytest

from guerdon.feedback import FeedbackError, load, read
from guerdon.feedback.formats.opinpref import SCORES
from guerdon.reward import Reward
from guerdon.shape import Recorded
from guerdon.types import Example, ScoringError


def row(preference: object, **more: object) -> dict[str, object]:
    def summary(text: str, score: float) -> dict[str, object]:
        return {"index": "1", "summary-text": text, "summary-score": dict.fromkeys(SCORES, score)}

    pairs = {"summary-one": summary("Good mugs.", 4.5), "summary-two": summary("Mugs.", 3)}
    return {"reviews": ["I like it.", "Broke."], "summary-pairs": pairs, "preference-data": preference, **more}


def test_the_preferred_summary_is_chosen_and_keeps_its_scores(jsonl):
    first, second = (read(jsonl(row(which, source="ada"))).records[0] for which in (1, 2))
    assert (first.prompt, first.annotator, first.target) == ("I like it.\n\nBroke.", "ada", 1.0)
    assert (first.chosen.response, first.rejected.response) == ("Good mugs.", "Mugs.")
    assert first.chosen.meta["scores"] == dict.fromkeys(SCORES, 4.5)
    assert (second.chosen.response, second.chosen.meta["scores"]["conciseness"]) == ("Mugs.", 3.0)


def test_rows_that_break_the_format_are_named(jsonl):
    with pytest.raises(FeedbackError, match='"preference-data" is 3, expected 1 or 2'):
        read(jsonl(row(3)))
    broken = row(1)
    del broken["summary-pairs"]["summary-two"]["summary-score"]["relevance"]  # type: ignore[index]
    with pytest.raises(FeedbackError, match=r'"summary-pairs.summary-two.summary-score.relevance" is missing'):
        read(jsonl(broken))


@pytest.mark.realdata
def test_the_real_file(data_folder):
    reading = load("opinpref")
    assert len(reading.records) + sum(reading.dropped.values()) == 940
    assert {each.annotator for each in reading.records} == {"raghava", "swaroop", "rupasai", "common"}


def test_scores_on_record_are_given_and_others_fail_with_a_reason():
    known, unknown = Example("p", "a"), Example("p", "never scored")
    reward: Reward = Recorded.of([known, known], lambda example: len(example.response))
    scores = reward.score([unknown, known])
    assert scores.values[1] == 1
    assert scores.failed == (0,)
    with pytest.raises(ScoringError, match="no score of 'never scored' is on record"):
        scores.require()
