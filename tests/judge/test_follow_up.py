"""What would be said next: contrasts by hand, what the model is shown, and failures."""

import pytest
from spoken import Spoken

from guerdon.errors import GuerdonError
from guerdon.judge import BANK, FailingError, FollowUp, FollowUpAsUser, Reactions
from guerdon.judge.follow_up import of
from guerdon.llm import Continuation, Local, template
from guerdon.loading import load
from guerdon.types import Example, Message

SMALL = {
    "correctness": Reactions(("well done", "right"), ("wrong",)),
    "interest": Reactions(("go on",), ("stop it now",)),
}
RIGHT, FALSE = Example("1 + 1", "2"), Example("1 + 1", "3")
TABLE = {
    "2": {
        "well done": [-1.0, -2.0],
        "right": [-0.5],
        "wrong": [-4.0],
        "go on": [-2.0, -2.0],
        "stop it now": [-3.0] * 3,
    },
    "3": {
        "well done": [-5.0, -6.0],
        "right": [-3.5],
        "wrong": [-0.5],
        "go on": [-2.0, -2.0],
        "stop it now": [-2.0] * 3,
    },
}


def told(one: Continuation) -> list[float] | str:
    answer = one.messages[-1].content
    return TABLE[answer][one.text] if answer in TABLE else f"{answer!r} is too long"


def test_by_hand() -> None:
    scores = FollowUp(Spoken(told), SMALL).score([RIGHT, FALSE])
    # correctness: (-1.5 - 0.5) / 2 + 4 = 3 and (-5.5 - 3.5) / 2 + 0.5 = -4; interest: -2 + 3 = 1 and -2 + 2 = 0
    assert scores.parts["correctness"].tolist() == [3, -4]
    assert scores.parts["interest"].tolist() == [1, 0]
    assert scores.values.tolist() == [2, -2]
    assert scores.parts["pleased"].tolist() == [(-1 - 2) / 2, (-4.5 - 2) / 2]
    assert scores.parts["displeased"].tolist() == [(-4 - 3) / 2, (-0.5 - 2) / 2]
    gap = scores.parts["pleased"] - scores.parts["displeased"]
    assert gap.tolist() == scores.values.tolist()


def test_reactions_are_the_next_turn_of_the_user() -> None:
    model = Spoken(told)
    FollowUp(model, SMALL).score([RIGHT])
    assert len(model.asked) == 5
    assert {each.role for each in model.asked} == {"user"}
    assert model.asked[0].messages == (Message("user", "1 + 1"), Message("assistant", "2"))


def test_a_model_that_plays_the_user_has_the_roles_swapped() -> None:
    model = Spoken(told)
    FollowUpAsUser(model, SMALL, opening="Ask.").score(
        [Example((Message("system", "s"), Message("user", "1 + 1")), "2")]
    )
    assert [(turn.role, turn.content) for turn in model.asked[0].messages] == [
        ("user", "Ask."), ("system", "s"), ("assistant", "1 + 1"), ("user", "2"),
    ]  # fmt: skip
    assert {each.role for each in model.asked} == {"assistant"}


def test_as_one_text_for_models_that_know_no_turns() -> None:
    model = Spoken(lambda one: [-1.0] * len(one.text.split()))
    FollowUp(model, SMALL, template("dialogue")).score([RIGHT])
    assert model.asked[0].messages == (Message("user", "User: 1 + 1\n\nAssistant: 2\n\nUser:"),)
    assert model.asked[0].text == " well done"


def test_what_fails_has_a_reason_and_too_much_of_it_stops() -> None:
    scores = FollowUp(Spoken(told), SMALL).score([RIGHT, Example("1 + 1", "4")])
    assert scores.values.isnan().tolist() == [False, True]
    assert scores.errors == (None, "'4' is too long")
    with pytest.raises(FailingError, match="'4' is too long"):
        FollowUp(Spoken(told), SMALL).score([Example("1 + 1", "4")] * 10)
    assert FollowUp(Spoken(told), SMALL).score([]).values.tolist() == []


def test_the_same_as_plain_passes(tiny_model: Local, tmp_path) -> None:
    reward = FollowUp(tiny_model, {"yes": Reactions(("Yes",), ("No one",))})
    example = Example("one two", "three")
    ids = tiny_model.tokenizer("<user>one two<end><assistant>three<end><user>", add_special_tokens=False)["input_ids"]
    mean = {}
    for text in ("Yes", "No one"):
        own = tiny_model.tokenizer(text, add_special_tokens=False)["input_ids"]
        said = tiny_model.model(tiny_model.model.dummy_inputs["input_ids"].new_tensor([ids + own])).logits[0].detach()
        rows = said.log_softmax(-1)[len(ids) - 1 : -1]
        mean[text] = sum(float(row[token]) for row, token in zip(rows, own, strict=True)) / len(own)
    assert reward.score([example]).values.tolist() == pytest.approx([mean["Yes"] - mean["No one"]], abs=1e-5)
    reward.save(tmp_path / "reward")
    assert load(tmp_path / "reward").score([example]).values.tolist() == reward.score([example]).values.tolist()


def test_the_bank_has_ten_of_each_and_none_twice() -> None:
    assert len(BANK) == 6
    texts = [text for each in BANK.values() for text in (*each.pleased, *each.displeased)]
    assert len(set(texts)) == len(texts) == 120
    assert {len(each.pleased) for each in BANK.values()} == {len(each.displeased) for each in BANK.values()} == {10}
    with pytest.raises(GuerdonError, match="each of them once"):
        Reactions(("a", "a"), ("b",))


def test_dimensions_are_named() -> None:
    assert list(of(Spoken(told), "correctness, relevance").reactions) == ["correctness", "relevance"]
    assert list(of(Spoken(told), "").reactions) == list(BANK)
    with pytest.raises(GuerdonError, match="no reactions for 'wit'"):
        of(Spoken(told), "wit")
