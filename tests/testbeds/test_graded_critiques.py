"""How right simulated critiques are, by hand."""

import pytest

from guerdon.llm import Grade
from guerdon.testbeds import GradeAccuracy
from guerdon.types import Example, Message

ANSWER = Example("q", "a")
ASKED = (*ANSWER.messages, Message("user", "What is wrong with it?"))


@pytest.mark.parametrize(("grade", "right"), [(7, 1.0), (10, -1.0), (4, -1.0), (6.25, 0.5)])
def test_the_error_of_a_grade_is_told_in_deviations(grade, right):
    """One deviation above usual is a grade of 5.5 + 9 / 6 = 7."""
    judge = GradeAccuracy({ANSWER.messages: 1.0})
    assert judge.score([Example(ASKED, f"So so. Rating: {grade}")]).values.tolist() == [pytest.approx(right)]


def test_the_scale_is_that_of_the_form():
    judge = GradeAccuracy({ANSWER.messages: 0.0}, Grade(0, 60))
    assert judge.score([Example(ASKED, "Rating: 50")]).values.tolist() == [-1.0]


def test_what_cannot_be_judged_says_why():
    judge = GradeAccuracy({ANSWER.messages: 0.0})
    said = judge.score(
        [Example(ASKED, "well"), Example((Message("user", "q"),), "Rating: 3"), Example(ASKED, "Rating: 4")]
    )
    assert said.values.isnan().tolist() == [True, True, False]
    assert said.errors[0].startswith("the answer 'well' cannot be read")
    assert said.errors[1].startswith("no worth is known")
    assert said.errors[2] is None
