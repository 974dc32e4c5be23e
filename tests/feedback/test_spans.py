"""From marked errors to labels of units, by hand."""

import pytest

from guerdon.errors import GuerdonError
from guerdon.feedback import shuffle_spans, span_labels
from guerdon.records import Ratings
from guerdon.types import Example, Rating

TEXT = "aaa bbb ccc ddd"
#       0   4   8   12 15


def marked(*errors: tuple[int, int, str], text: str = TEXT) -> Example:
    return Example("p", text, meta={"errors": [{"start": a, "end": b, "error type": kind} for a, b, kind in errors]})


def labels(example: Example, **options) -> list[tuple[int, float]]:
    (row,) = span_labels([example], [[4, 8, 12, 15]], **options)
    return list(row.spans)


def test_a_unit_is_bad_where_an_error_touches_it():
    assert labels(marked((5, 9, "Irrelevant"))) == [(4, 1), (8, 0), (12, 0), (15, 1)]
    assert labels(marked((4, 8, "Irrelevant"))) == [(4, 1), (8, 0), (12, 1), (15, 1)]  # ends are not touched
    assert labels(marked()) == [(4, 1), (8, 1), (12, 1), (15, 1)]
    assert labels(marked((6, 6, "Irrelevant")))[1] == (8, 1) or labels(marked((6, 6, "Irrelevant")), least_words=1)[
        1
    ] == (8, 1)


def test_only_the_asked_kinds_and_long_enough_errors_count():
    example = marked((0, 3, "Irrelevant"), (8, 15, "Unverifiable"))
    assert labels(example, kinds=("Irrelevant",)) == [(4, 0), (8, 1), (12, 1), (15, 1)]
    assert labels(example, least_words=2) == [(4, 1), (8, 1), (12, 0), (15, 0)]
    (row,) = span_labels([example], [[4, 8, 12, 15]])
    assert row.values == {"good": 0.25}


def test_responses_that_nobody_marked_are_left_out():
    assert len(span_labels([Example("p", TEXT), marked()], [[15], [15]])) == 1


def test_an_error_beyond_the_response_is_named():
    with pytest.raises(GuerdonError, match="marked from 3 to 99 in a response of 15 characters"):
        labels(marked((3, 99, "Irrelevant")))


def test_shuffling_keeps_ends_and_counts_and_moves_values():
    rows = [
        Rating(Example(f"p{i}", "abcdef"), {}, spans=tuple((e, float(e > 3)) for e in range(1, 7))) for i in range(20)
    ]
    shuffled = list(shuffle_spans(Ratings.of(rows), seed=1))
    assert [[end for end, _ in row.spans] for row in shuffled] == [[1, 2, 3, 4, 5, 6]] * 20
    assert all(sum(value for _, value in row.spans) == 3 for row in shuffled)
    assert len({row.spans for row in shuffled}) > 5
    assert shuffled == list(shuffle_spans(Ratings.of(rows), seed=1))


@pytest.mark.realdata
def test_marked_errors_of_qa_feedback_become_labels(data_folder):
    from guerdon.feedback import load
    from guerdon.learn.segmenters import Sentences

    rows = {e.identity: e for row in load("qa-feedback").comparisons() for e in (row.chosen, row.rejected)}
    answers = [e for e in rows.values() if e.meta.get("errors") is not None]
    found = span_labels(answers, [ends.tolist() for ends in Sentences()(answers)])
    assert len(found) == len(answers) > 300
    assert 0.1 < sum(value == 0 for row in found for _, value in row.spans) / sum(len(row.spans) for row in found) < 0.9
