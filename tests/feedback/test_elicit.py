"""Asking a person: beliefs by hand, what policies choose, transcripts that survive a kill, and questions of a model."""

import json
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.feedback import read
from guerdon.feedback.elicit import (
    Beliefs,
    DiverseCases,
    Informative,
    Question,
    RandomCases,
    Session,
    SimulatedPerson,
    Turn,
    WrittenQuestions,
)
from guerdon.feedback.elicit.session import cases
from guerdon.llm import Request, Scripted, template
from guerdon.types import Example

TASK = "Do you like it?"
CASES = ("tea", "milk", "wine", "beer")
QUESTIONS = tuple(Question(TASK, case) for case in CASES)
# three hypotheses: likes nothing with alcohol, likes all, likes wine alone
TABLE = np.array([[True, True, False, False], [True, True, True, True], [False, False, True, False]])
BELIEFS = Beliefs(QUESTIONS, TABLE, noise=0.1)


def turn(case: str, answer: str) -> Turn:
    return Turn(Question(TASK, case), answer)


def test_beliefs_by_hand() -> None:
    assert BELIEFS.posterior([]).tolist() == pytest.approx([1 / 3] * 3)
    # likelihoods of "wine: yes, beer: no": 0.1 * 0.9, 0.9 * 0.1, 0.9 * 0.9
    turns = [turn("wine", "yes"), turn("beer", "No.")]
    assert BELIEFS.posterior(turns).tolist() == pytest.approx([1 / 11, 1 / 11, 9 / 11])
    assert BELIEFS.predicted(turns).tolist() == pytest.approx([2 / 11, 2 / 11, 10 / 11, 1 / 11])
    unheard = [*turns, turn("tea", "it depends"), Turn(Question("Why?"), "yes")]
    assert BELIEFS.posterior(unheard).tolist() == BELIEFS.posterior(turns).tolist()


def test_information_by_enumeration() -> None:
    turns = [turn("wine", "yes")]
    prior = BELIEFS.posterior(turns)
    for column, question in enumerate(QUESTIONS):
        told = 0.0
        for answer in ("yes", "no"):
            after = BELIEFS.posterior([*turns, Turn(question, answer)])
            chance = sum(
                p * (0.9 if says == (answer == "yes") else 0.1) for p, says in zip(prior, TABLE[:, column], strict=True)
            )
            told += chance * sum(a * log(a / b) for a, b in zip(after, prior, strict=True))
        # the mean divergence of the posterior from the prior is the mutual information
        assert BELIEFS.information(turns)[column] == pytest.approx(told, abs=1e-12)


def test_the_most_informative_question_halves_the_hypotheses() -> None:
    table = np.array([[row & bit > 0 for bit in (1, 2, 4)] + [row == 0] for row in range(8)])
    beliefs = Beliefs(QUESTIONS, table, 0.01)
    policy, person = (
        Informative(beliefs),
        SimulatedPerson(lambda question: bool(table[5][CASES.index(question.case or "")])),
    )
    session = Session(TASK)
    session.run(policy, person, 3)
    assert [each.question.case for each in session.turns] == ["tea", "milk", "wine"]  # never the one that tells little
    assert beliefs.posterior(session.turns).argmax() == 5
    assert [each.question.case for each in session.run(policy, person, 9)] == ["beer"]
    assert policy.ask(session.turns) is None
    assert Informative(beliefs, among=[3]).ask([]) == QUESTIONS[3]


def test_a_belief_is_a_reward_of_its_cases_alone() -> None:
    scores = BELIEFS.reward([turn("beer", "yes")]).score([Example(TASK, "wine"), Example(TASK, "juice")])
    # 0.1, 0.9, 0.1 of the hypotheses: wine is liked by the last two
    assert scores.values[0].item() == pytest.approx(10 / 11)
    assert scores.values.isnan().tolist() == [False, True]
    assert "'juice' is none of the cases" in ((scores.errors or ("", ""))[1] or "")


def test_tables_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="4 questions"):
        Beliefs(QUESTIONS, TABLE[:, :3])
    with pytest.raises(ValueError, match=r"noise=0\.5"):
        Beliefs(QUESTIONS, TABLE, 0.5)


@given(st.integers(0, 50))
def test_every_case_is_asked_once_whatever_the_order(seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(4, 3))
    for policy in (RandomCases(TASK, CASES, seed), DiverseCases(TASK, CASES, vectors, 2, seed)):
        session = Session(TASK)
        session.run(policy, SimulatedPerson(lambda _: True), 99)
        assert sorted(each.question.case or "" for each in session.turns) == sorted(CASES)


def test_diverse_cases_begin_with_the_middle_of_each_cluster() -> None:
    near = np.array([[0.0], [0.2], [0.3], [9.0], [9.1], [9.6]])
    policy = DiverseCases(TASK, list("abcdef"), near, clusters=2, seed=1)
    assert {policy.cases[row] for row in policy.order[:2]} == {"b", "e"}


def test_a_person_errs_as_often_as_said_and_always_alike() -> None:
    person = SimulatedPerson(lambda _: True, errs=0.2, seed=4)
    questions = [Question(TASK, str(number)) for number in range(2000)]
    said = [person.answer(each) for each in questions]
    assert said.count("no") / 2000 == pytest.approx(0.2, abs=0.03)
    assert said == [person.answer(each) for each in questions]


def test_a_transcript_goes_on_where_it_was_stopped_and_is_a_file_of_ratings(tmp_path) -> None:
    path, policy, person = tmp_path / "t.jsonl", RandomCases(TASK, CASES), SimulatedPerson(lambda q: q.case != "beer")
    whole = Session(TASK)
    whole.run(policy, person, 4)
    Session(TASK, path).run(policy, person, 2)
    with path.open("a") as file:
        file.write('{"prompt": "Do you li')  # killed while it wrote
    again = Session(TASK, path)
    assert again.turns == whole.turns[:2]
    assert again.run(policy, person, 4) == whole.turns[2:]
    assert Session(TASK, path).turns == whole.turns
    records = read(str(path)).records
    assert {row.example.response: row.overall for row in records} == {case: float(case != "beer") for case in CASES}
    assert cases(whole.turns) == {case: case != "beer" for case in CASES}


def test_what_is_no_transcript_is_refused_and_left_as_it_is(tmp_path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"prompt": "Else?", "question": "q", "answer": "yes"}) + "\n")
    with pytest.raises(GuerdonError, match=r"other\.jsonl, row 1: the transcript is about 'Else\?'"):
        Session(TASK, other)
    broken = tmp_path / "broken.jsonl"
    for text in ("not json\n", '{"prompt": 3}\n', "[1]\n", "\xff\n"):
        broken.write_text(text, encoding="latin-1")
        with pytest.raises(GuerdonError, match="row 1: this is no answer"):
            Session(TASK, broken)
    notes = tmp_path / "notes.txt"
    for text in ("notes of mine", '{"prompt": "Else?", "que', "\xff"):  # nothing of it is a row that was cut off
        notes.write_text(text, encoding="latin-1")
        with pytest.raises(GuerdonError, match=r"notes\.txt, row 1: this is no answer about"):
            Session(TASK, notes)
        assert notes.read_text(encoding="latin-1") == text


def test_a_model_writes_questions_from_what_was_answered() -> None:
    asked: list[str] = []

    def script(request: Request) -> str:
        asked.append(request.messages[-1].content)
        return "<case>hot\n wine</case>" if "Make up" in asked[-1] else "Well: <question>Is it cold?</question>"

    edge = WrittenQuestions(Scripted(script), TASK, template("edge-case"))
    assert edge.ask([turn("tea", "yes")]) == Question(TASK, "hot wine")
    assert f"Question: {TASK} tea\nAnswer: yes" in asked[0]
    for name in ("yes-no-question", "open-question"):
        assert WrittenQuestions(Scripted(script), TASK, template(name)).ask([]) == Question("Is it cold?")
    with pytest.raises(GuerdonError, match="asks 'hot wine' again"):
        edge.ask([turn("hot wine", "no")])
    with pytest.raises(GuerdonError, match="wrote no <case>"):
        WrittenQuestions(Scripted(lambda _: "hm"), TASK, template("edge-case")).ask([])
