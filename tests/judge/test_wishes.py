"""What somebody wants as a reward: what the model is shown, what it says, and what it does not."""

import pytest

from guerdon.judge import Shot, Wishes, outcome_judge
from guerdon.llm import Request, Scripted, SimulatedJudge
from guerdon.loading import load
from guerdon.shape import Recorded

WISHES = Wishes("Two players split $10.", (Shot("P2 accepts $2.", False),), "The person wants a fair share.")


def test_what_is_wanted_is_one_and_what_is_not_is_zero() -> None:
    fair, mean = WISHES.outcome("P2 accepts $5."), WISHES.outcome("P2 accepts $1.")
    gold = Recorded({fair.identity: 1.0, mean.identity: -1.0})
    assert outcome_judge(SimulatedJudge(gold)).score([fair, mean]).values.tolist() == [1, 0]
    mumbled = outcome_judge(SimulatedJudge(gold, mumbles=1.0)).score([fair])
    assert mumbled.values.isnan().all()
    assert "expected yes or no" in ((mumbled.errors or ("",))[0] or "")


def test_the_model_sees_task_wish_example_outcome_and_question() -> None:
    asked: list[str] = []

    def script(request: Request) -> str:
        asked.append(request.messages[-1].content)
        return "It is too little. Answer: no"

    assert outcome_judge(Scripted(script)).score([WISHES.outcome("P2 accepts $1.")]).values.tolist() == [0]
    question = "Is this outcome what the person wants?"
    assert asked[0] == (
        "Two players split $10.\n\nThe person wants a fair share.\n\n"
        f"<outcome>\nP2 accepts $2.\n</outcome>\n{question}\nNo\n\n"
        f"<outcome>\nP2 accepts $1.\n</outcome>\n{question} Answer yes or no."
    )
    reasoned = Wishes("Split.", (Shot("P2 accepts $2.", False, "It is too little."),), question="Fair?")
    outcome_judge(Scripted(script)).score([reasoned.outcome("P2 accepts $1.")])
    assert "Fair?\nIt is too little. Answer: No" in asked[1]
    assert asked[1].endswith('Say why in a sentence, then end with "Answer: yes" or "Answer: no".')


def test_wishes_without_a_model_that_can_be_saved_are_not(tmp_path, tiny_model) -> None:
    judge = outcome_judge(tiny_model)
    judge.save(tmp_path / "judge")
    again = load(tmp_path / "judge")
    shown = [WISHES.outcome("one")]
    assert again.score(shown).rationale == judge.score(shown).rationale


@pytest.mark.parametrize("said", ["", "maybe", "It depends."])
def test_other_answers_are_no_answers(said: str) -> None:
    assert outcome_judge(Scripted(lambda _: said)).score([WISHES.outcome("x")]).values.isnan().all()
