"""Critiques that are ranked and merged, with models that follow a script."""

import re

import pytest

from guerdon.judge import (
    Critic,
    CriticGrade,
    FailingError,
    MergedCritiques,
    PointwiseJudge,
    RankedCritiques,
)
from guerdon.learn import tiny
from guerdon.llm import Grade, Local, Sampling, Scripted, template
from guerdon.llm.template import templates
from guerdon.loading import load
from guerdon.shape import Measure
from guerdon.types import Example, Message

FOUR = Sampling(n=4, temperature=1.0)
SUM = Example("What is 2 + 2?", "5")


def critic(*texts, refine=None, **fields):
    return Critic(Scripted(lambda request: texts), sampling=FOUR, refine=refine, **fields)


def graded(grades, asked=None, patience=1.0):
    """A meta-judge that gives each critique the grade that is written down for it, and notes what it is asked."""

    def script(request):
        shown = request.messages[-1].content
        if asked is not None:
            asked.append(request)
        return grades[re.search(r"<critique>\n(.*)\n</critique>", shown)[1]]

    return PointwiseJudge(Scripted(script), template=template("critique-grade"), patience=patience)


def test_the_critiques_of_the_highest_grades_are_kept_the_best_first():
    asked = []
    meta = graded({"so": "Rating: 3", "no": "Rating: 9", "hm": "Rating: 5", "ah": "Rating: 1"}, asked)
    (said,) = critic("so", "no", "hm", "ah", refine=RankedCritiques(meta, keep=2))([SUM])
    assert said.texts == ("no", "hm")
    assert (said.values, said.unread, said.error) == ((1.0, 1.0), 0, None)
    shown = asked[0].messages[-1].content
    assert "User: What is 2 + 2?\n\nAssistant: 5\n\nUser: Look at the last answer" in shown  # what the critic was asked
    assert shown.endswith('End with a line "Rating: " and a number from 1 to 10.')
    assert len(asked) == 4


def test_of_equal_grades_the_first_critique_is_kept_and_of_equal_critiques_one():
    meta = graded({"so": "Rating: 7", "no": "Rating: 7", "ah": "Rating: 7"})
    (said,) = critic("so", "no", "so", "ah", refine=RankedCritiques(meta, keep=2))([SUM])
    assert said.texts == ("so", "no")


def test_critiques_without_a_grade_are_left_out_and_counted():
    meta = graded({"so": "well", "no": "Rating: 2", "hm": "Rating: 99", "": "Rating: 10"})
    few, none = (
        critic(*texts, refine=RankedCritiques(meta, keep=4))([SUM])[0]
        for texts in (("so", "no", "hm", ""), ("so", "hm"))
    )
    assert few.texts == ("no",)
    assert few.unread == 3  # one that the critic did not write, and two that nobody graded
    assert (none.values, none.texts, none.unread) == ((), (), 2)
    assert none.error.startswith("the answer 'well' cannot be read")
    with pytest.raises(FailingError, match="have failed"):
        critic("so", refine=RankedCritiques(graded({"so": "well"}, patience=0.2)))([SUM] * 40)


def test_each_answer_keeps_its_own_critiques():
    def script(request):
        return [f"{request.messages[1].content} {word}" for word in ("a", "b b", "c", "d d d")]

    batch = [SUM, Example("What is 2 + 2?", "4"), Example((Message("user", "Why?"),), "So.")]
    ranked = Critic(Scripted(script), sampling=FOUR, refine=RankedCritiques(Measure("log_words"), keep=2))
    assert [said.texts for said in ranked(batch)] == [
        ("5 d d d", "5 b b"),
        ("4 d d d", "4 b b"),
        ("So. d d d", "So. b b"),
    ]
    assert ranked([]) == []


def test_what_the_critic_failed_to_say_stays_a_failure():
    for refine in (RankedCritiques(Measure("log_words")), MergedCritiques(Scripted(lambda request: "all"))):
        (said,) = critic("", "", refine=refine)([SUM])
        assert said.error.startswith("the answer is empty")
        assert (said.values, said.unread) == ((), 2)


def test_grades_of_the_kept_critiques_are_the_reward():
    texts = ("fine. Rating: 8", "bad. Rating: 2", "odd. Rating: 6", "no grade")
    meta = graded(dict(zip(texts, ("Rating: 9", "Rating: 1", "Rating: 8", "Rating: 10"), strict=True)))
    all_, best = (
        CriticGrade(critic(*texts, form=Grade(), refine=refine)).score([SUM]).values.tolist()
        for refine in (None, RankedCritiques(meta, keep=2))
    )
    assert all_ == [pytest.approx(16 / 3)]
    assert best == [7.0]


def test_critiques_are_merged_by_a_model_that_sees_all_of_them_once():
    asked = []

    def merge(request):
        asked.append(request)
        return "It is 4. Rating: 3"

    texts = ("wrong. Rating: 1", "hm", "wrong. Rating: 1", "not 5. Rating: 4")
    (said,) = critic(*texts, form=Grade(), refine=MergedCritiques(Scripted(merge)))([SUM])
    assert (said.texts, said.values, said.unread) == (("It is 4. Rating: 3",), (3.0,), 1)
    shown = asked[0].messages[-1].content
    assert re.findall(r'<critique number="(\d)">\n(.*)\n</critique>', shown) == [
        ("1", "wrong. Rating: 1"),
        ("2", "not 5. Rating: 4"),
    ]
    assert "Assistant: 5\n\nUser: Look at the last answer" in shown
    assert shown.endswith('End with a line "Rating: " and a number from 1 to 10.')


def test_one_critique_alone_costs_no_call():
    editor = Scripted(lambda request: "all")
    (said,) = critic("so", "so", "", refine=MergedCritiques(editor))([SUM])
    assert (said.texts, said.values, said.unread) == (("so",), (1.0,), 1)
    assert editor.budget.spent["calls"] == 0


def test_a_merged_critique_that_cannot_be_read_is_a_failure():
    (said,) = critic("a. Rating: 1", "b. Rating: 2", form=Grade(), refine=MergedCritiques(Scripted(lambda r: "hm")))(
        [SUM]
    )
    assert said.error.startswith("the answer 'hm' cannot be read")
    assert (said.values, said.unread) == ((), 1)


def test_prompts_are_listed_and_nothing_kept_is_a_mistake():
    assert {"critique-grade.v1", "critique-merge.v1"} <= set(templates())
    assert template("critique-merge").purpose == "critique-merge v1: several critiques of one answer made into one"
    with pytest.raises(ValueError, match="at least 1 critique"):
        RankedCritiques(Measure("log_words"), keep=0)


def test_a_critic_is_saved_with_its_refinement(tmp_path):
    writer = Local(tiny(["What is 2 + 5 ? right wrong Rating :"], width=16, layers=1, spread=0.25))
    drawn = Sampling(n=3, temperature=1.0, max_tokens=4)
    reward = CriticGrade(Critic(writer, sampling=drawn, refine=RankedCritiques(Measure("log_words"), keep=2)))
    reward.save(tmp_path / "judge")
    again = load(str(tmp_path / "judge"))
    assert again.critic.refine == reward.critic.refine
    assert again.score([SUM]).rationale == reward.score([SUM]).rationale
