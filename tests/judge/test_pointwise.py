"""A judge of one response: what he is shown, what he says, and what becomes of it."""

import json

import pytest
import torch
from worths import BAD, GOLD, GOOD, PLAIN

from guerdon.errors import GuerdonError
from guerdon.judge import FailingError, PointwiseJudge
from guerdon.llm import Cached, Grade, Local, Remote, Request, Sampling, Scripted, SimulatedJudge, Template
from guerdon.loading import load
from guerdon.saving import DESCRIPTION
from guerdon.shape import Affine, Ensemble
from guerdon.types import Example


def test_grades_of_a_judge_who_sees_the_truth() -> None:
    # 5.5 + z * 9 / 6 to the nearest whole one, for z = 1, 0, -1
    scores = PointwiseJudge(SimulatedJudge(GOLD)).score([GOOD, PLAIN, BAD])
    assert scores.values.tolist() == [7, 6, 4]
    assert scores.rationale == ("Rating: 7", "Rating: 6", "Rating: 4")
    assert scores.std is None
    assert scores.errors is None
    assert PointwiseJudge(SimulatedJudge(GOLD)).prefer([GOOD], [BAD]).tolist() == pytest.approx([0.95257], abs=1e-4)


def test_several_samples_have_a_mean_and_a_spread() -> None:
    judge = PointwiseJudge(Scripted(lambda _: ["Rating: 4", "Rating: 8", "hm"]), sampling=Sampling(3, 1.0))
    scores = judge.score([GOOD])
    assert scores.values.tolist() == [6]
    assert scores.std is not None
    assert scores.std.tolist() == [2]


def test_who_mumbles_has_a_reason_and_no_default() -> None:
    judge = PointwiseJudge(SimulatedJudge(GOLD, mumbles=1.0))
    scores = judge.score([GOOD, BAD])
    assert scores.values.isnan().all()
    assert all("cannot be read" in (why or "") for why in scores.errors or ())
    with pytest.raises(FailingError):
        judge.score([GOOD] * 30)


def test_what_is_known_reaches_the_question() -> None:
    asked: list[str] = []

    def script(request: Request) -> str:
        asked.append("\n".join(turn.content for turn in request.messages))
        return "Score: 3"

    form = Grade(1, 5, "Score")
    judge = PointwiseJudge(Scripted(script), "wit: how funny it is", {"1": "dull", "5": "hilarious"}, form)
    example = Example("Tell a joke.", "A horse.", {"passages": ["Horses are funny."]}, reference="A cow.")
    assert judge.score([example]).values.tolist() == [3]
    for text in (
        "wit: how funny it is", "1: dull\n5: hilarious", "<passage number=\"1\">\nHorses are funny.", "Tell a joke.",
        "<answer>\nA horse.\n</answer>", "<reference>\nA cow.", 'End with a line "Score: " and a number from 1 to 5.',
    ):  # fmt: skip
        assert text in asked[0]
    PointwiseJudge(Scripted(script), form=form).given(criterion="calm").score([example])
    assert "by one criterion alone: calm" in asked[1]
    PointwiseJudge(Scripted(script), form=form).score([Example("Tell a joke.", "A horse.")])
    assert not any(word in asked[2] for word in ("criterion", "passage", "reference", "What the numbers mean"))


def test_a_place_without_a_value_is_named_before_anything_is_asked() -> None:
    model = Scripted(lambda _: "Rating: 3")
    judge = PointwiseJudge(model, template=Template("mine", "1", "{% block user %}{{ mood }}{% endblock %}"))
    with pytest.raises(GuerdonError, match=r"mine\.v1 reads .*'mood' is undefined"):
        judge.score([GOOD])
    assert not model.budget.spent["calls"]


def test_he_is_a_reward_like_any_other() -> None:
    judge = PointwiseJudge(SimulatedJudge(GOLD))
    scores = ((judge >> Affine(10, 5)).named("grade") + 2 * judge).score([GOOD, BAD])
    assert scores.values.tolist() == [20 + 14, -10 + 8]
    assert scores.parts["grade"].tolist() == [20, -10]
    both = Ensemble((judge, PointwiseJudge(SimulatedJudge(GOLD, mumbles=1.0)))).score([GOOD])
    assert both.values.isnan().all()
    assert "cannot be read" in (both.errors or ("",))[0]
    assert torch.equal(judge.score([]).values, torch.zeros(0))


def test_saved_and_loaded_he_asks_the_same_and_writes_no_key(tmp_path, tiny_folder, monkeypatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    form, sampling = Grade(1, 5, "Score"), Sampling(4, 0.7, seed=3, stop=("\n\n",))
    judge = PointwiseJudge(Remote("m", "http://localhost:1/v1"), "wit", {"1": "dull"}, form, sampling=sampling)
    judge.save(tmp_path / "judge")
    again = load(tmp_path / "judge")
    assert isinstance(again, PointwiseJudge)
    assert (again.criterion, again.form, again.sampling, again.template) == ("wit", form, sampling, judge.template)
    assert dict(again.rubric) == {"1": "dull"}
    assert again.llm.identity() == judge.llm.identity()
    written = (tmp_path / "judge" / DESCRIPTION).read_text()
    assert json.loads(written)["config"]["criterion"] == "wit"
    assert "secret" not in written
    model = Local(tiny_folder)
    PointwiseJudge(Cached(model), sampling=Sampling(max_tokens=4)).save(tmp_path / "local")
    local = load(tmp_path / "local")
    shown = [Example("one", "two")]
    expected = PointwiseJudge(model, sampling=Sampling(max_tokens=4)).score(shown)
    assert local.score(shown).rationale == expected.rationale


def test_a_model_that_cannot_be_saved_says_so(tmp_path) -> None:
    with pytest.raises(GuerdonError, match="Scripted cannot be saved"):
        PointwiseJudge(Scripted(lambda _: "")).save(tmp_path / "judge")
