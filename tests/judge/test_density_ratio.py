"""Two models' log-probabilities: by hand, under a condition, beside the implicit reward, and routed by kind."""

from pathlib import Path

import pytest
import torch
from spoken import Spoken

from guerdon.judge import DensityRatio, FailingError, PromptKind
from guerdon.learn import tiny
from guerdon.llm import Continuation, Local, Options, Template
from guerdon.loading import load
from guerdon.shape import Routed
from guerdon.types import Example, Message

ONE, TWO = Example("p", "a b"), Example("p", "c")
STRONG, WEAK = {"a b": [-1.0, -2.0], "c": [-0.5]}, {"a b": [-2.0, -2.5], "c": [-0.25]}


def from_table(table: dict[str, list[float]]) -> Spoken:
    return Spoken(lambda one: table.get(one.text, f"{one.text!r} is unknown"))


def test_by_hand() -> None:
    scores = DensityRatio(from_table(STRONG), from_table(WEAK)).score([ONE, TWO])
    assert scores.values.tolist() == [1.5, -0.25]
    assert scores.parts["strong"].tolist() == [-3.0, -0.5]
    assert scores.parts["weak"].tolist() == [-4.5, -0.25]
    assert scores.dense is not None
    assert [row.tolist() for row in scores.dense.values] == [[1.0, 0.5], [-0.25]]
    assert [row.tolist() for row in scores.dense.ends] == [[1, 3], [1]]
    assert scores.to("response", "mean").values.tolist() == [0.75, -0.25]


def test_models_that_cut_texts_otherwise_have_a_sum_and_no_tokens() -> None:
    scores = DensityRatio(from_table(STRONG), from_table({"a b": [-4.0], "c": [-0.25]})).score([ONE, TWO])
    assert scores.values.tolist() == [1.0, -0.25]
    assert scores.dense is None


def test_both_are_told_the_same_condition() -> None:
    strong, weak = from_table(STRONG), from_table(WEAK)
    condition = Template(
        "safe", "1", "{% block system %}Be safe.{% endblock %}{% block user %}{{ prompt }}{% endblock %}"
    )
    DensityRatio(strong, weak, condition).score([ONE])
    assert strong.asked == weak.asked
    assert strong.asked[0].messages == (Message("system", "Be safe."), Message("user", "p"))
    DensityRatio(strong, weak).score(
        [Example((Message("user", "q"), Message("assistant", "r"), Message("user", "p")), "c")]
    )
    assert [turn.content for turn in strong.asked[-1].messages] == ["q", "r", "p"]


def test_what_fails_has_a_reason_and_too_much_of_it_stops() -> None:
    reward = DensityRatio(from_table(STRONG), from_table(WEAK))
    scores = reward.score([ONE, Example("p", "z")])
    assert scores.values.isnan().tolist() == [False, True]
    assert scores.errors == (None, "'z' is unknown")
    with pytest.raises(FailingError):
        reward.score([Example("p", "z")] * 20)
    assert reward.score([]).values.tolist() == []


def test_scaled_it_is_the_implicit_reward_of_dpo(tmp_path: Path) -> None:
    texts = ["a b c d", "b a d", "c"]
    folders = [tiny(texts, width=16, layers=1, heads=2, window=32, spread=0.3, seed=seed) for seed in (0, 1)]
    policy, start = (Local(folder) for folder in folders)
    implicit = 0.1 * DensityRatio(policy, start)
    shown = [Example("a b", text) for text in texts]
    scores = implicit.score(shown)
    assert scores.dense is not None
    for example, whole, steps in zip(shown, scores.values, scores.dense.values, strict=True):
        mine, theirs = (plain(model, example) for model in (policy, start))
        assert torch.allclose(steps, 0.1 * (mine - theirs), atol=1e-5)
        assert whole.item() == pytest.approx(0.1 * float((mine - theirs).sum()), abs=1e-5)
    assert DensityRatio(policy, policy).score(shown).values.abs().max() == 0
    implicit.save(tmp_path / "ratio")
    assert torch.equal(load(tmp_path / "ratio").score(shown).values, scores.values)


def plain(model: Local, example: Example) -> torch.Tensor:
    """The log-probabilities of the tokens of a response, by the plain model on one text."""
    start = model.tokenizer(f"<user>{example.prompt}<end><assistant>", add_special_tokens=False)["input_ids"]
    own = torch.tensor(model.tokenizer(example.response, add_special_tokens=False)["input_ids"])
    with torch.no_grad():
        logits = model.model(torch.tensor([[*start, *own.tolist()]])).logits[0]
    return logits[len(start) - 1 : -1].log_softmax(-1).gather(1, own[:, None])[:, 0]


class Sorter(Spoken):
    """Finds that prompts with harm in them are of the first kind."""

    def choice_logits(self, requests, options) -> Options:
        harmful = torch.tensor([float("harm" in request.about[0].prompt_text) for request in requests])
        lost = [None if "?" not in request.about[0].prompt_text else "no letter" for request in requests]
        chances = torch.stack([0.3 + 0.5 * harmful, 0.5 - 0.4 * harmful], 1)
        return Options(
            torch.where(torch.tensor([not each for each in lost])[:, None], chances.log(), torch.nan), tuple(lost)
        )


def test_prompts_are_routed_to_the_condition_of_their_kind() -> None:
    strong, weak = from_table(STRONG), from_table(WEAK)
    careful = Template("c", "1", "{% block user %}Careful: {{ prompt }}{% endblock %}")
    kinds = PromptKind(Sorter(lambda _: ""), {"safety": "somebody may come to harm", "chat": "anything else"})
    rewards = {"safety": DensityRatio(strong, weak, careful), "chat": DensityRatio(strong, weak)}
    routed = Routed(kinds, rewards, slot="kind")
    shown = [Example("harm", "c"), Example("hello", "c"), Example("what?", "c")]
    assert routed.routes(shown[:2]) == ["safety", "chat"]
    scores = routed.score(shown)
    assert scores.values[:2].tolist() == [-0.25, -0.25]
    assert (scores.errors or ())[2] == "no letter"
    assert {each.messages[-1].content for each in strong.asked} == {"Careful: harm", "hello"}
    # shares of the letters: 0.8 / 0.9 and 0.3 / 0.8
    vectors = kinds.score(shown).vectors["kind"]
    assert vectors[:2, 0].exp().tolist() == pytest.approx([0.8 / 0.9, 0.3 / 0.8])


def test_the_kinds_are_shown_as_lettered_options() -> None:
    asked: list[Continuation] = []
    model = Spoken(lambda one: asked.append(one) or [-1.0])
    PromptKind(model, {"safety": "somebody may come to harm", "chat": "anything else"}).score(
        [Example("hello", "never shown")]
    )
    text = asked[0].messages[-1].content
    assert "A: safety (somebody may come to harm)\nB: chat (anything else)" in text
    assert "<request>\nhello\n</request>" in text
    assert "never shown" not in text
    with pytest.raises(ValueError, match="1 kinds"):
        PromptKind(model, {"all": "anything"})
