"""Forms of answers: what is written is read again, and what is no answer says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.llm import Form, FormError, Grade, Verdict, YesOrNo


@given(st.integers(1, 10))
def test_grades_come_back(grade: int) -> None:
    assert Grade().read(Grade().write(grade)) == grade


@pytest.mark.parametrize(("form", "values"), [(Verdict(), (0.0, 0.5, 1.0)), (YesOrNo(), (0.0, 1.0))])
def test_choices_come_back(form: Form, values: tuple[float, ...]) -> None:
    assert [form.read(form.write(value)) for value in values] == list(values)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("7", 7),
        (" 8.5 ", 8.5),
        ("7/10", 7),
        ("Rating: 3", 3),
        ("**Rating:** 9", 9),
        ("I first thought Rating: 2, but no.\nRating: [[6]]", 6),
        ("rating = 4 out of 10", 4),
        ("Rating: 10/10", 10),
    ],
)
def test_grades_are_read(text: str, grade: float) -> None:
    assert Grade().read(text) == grade


@pytest.mark.parametrize(
    "text", ["", "I would not rate this.", "11", "Rating: 0", "there are 7 reasons", "Rating: high"]
)
def test_what_is_no_grade_is_not_read(text: str) -> None:
    with pytest.raises(FormError, match="expected"):
        Grade().read(text)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("[[A]]", 1), ("A", 1), ("Verdict: B", 0), ("[[A]] at first; in the end [[C]]", 0.5), ("Verdict: **[[B]]**", 0)],
)
def test_verdicts_are_read(text: str, verdict: float) -> None:
    assert Verdict().read(text) == verdict


@pytest.mark.parametrize("text", ["", "A good answer", "[[D]]", "both"])
def test_what_is_no_verdict_is_not_read(text: str) -> None:
    with pytest.raises(FormError):
        Verdict().read(text)


@pytest.mark.parametrize(("text", "said"), [("Yes.", 1), ("no, it is not", 0), ("Hm. Answer: YES", 1), ("**No**", 0)])
def test_yes_and_no_are_read(text: str, said: float) -> None:
    assert YesOrNo().read(text) == said


@pytest.mark.parametrize("text", ["", "Yesterday", "None", "perhaps"])
def test_what_is_neither_is_not_read(text: str) -> None:
    with pytest.raises(FormError):
        YesOrNo().read(text)


@given(st.floats(-10, 10))
def test_a_better_look_never_gives_a_lower_judgement(z: float) -> None:
    for form in (Grade(), Verdict(), YesOrNo()):
        assert form.judgement(z) <= form.judgement(z + 1)


def test_a_long_answer_is_shown_in_part() -> None:
    with pytest.raises(FormError) as caught:
        Grade().read("word " * 100)
    assert len(str(caught.value)) < 200
