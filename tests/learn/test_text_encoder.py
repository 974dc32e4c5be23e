"""Text encoders: padding changes no score, and truncation keeps what matters."""

import random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from guerdon.errors import GuerdonError
from guerdon.learn import RewardModel, ScalarHead, TextEncoder
from guerdon.transformer import slicing
from guerdon.transformer.tokens import Cut
from guerdon.types import Example, Message

WORDS = ["rivers", "boats", "cats", "clear", "wrong", "exact", "the", "unknownword", "7"]
KINDS = pytest.mark.parametrize("kind", ["bert", "causal", "chat"])


@pytest.fixture(autouse=True)
def nothing_cut(models):
    for model in models.values():
        model.encoder.tokens.cuts.clear()


@pytest.fixture(scope="module")
def models(bert, causal, chat) -> dict[str, RewardModel]:
    folders = {"bert": bert, "causal": causal, "chat": chat}
    return {kind: RewardModel(TextEncoder(folder), ScalarHead()) for kind, folder in folders.items()}


def examples(count: int, longest: int = 25, seed: int = 0) -> list[Example]:
    draw = random.Random(seed)
    texts = [" ".join(draw.choices(WORDS, k=draw.randint(1, longest))) for _ in range(2 * count)]
    return [Example(prompt, response) for prompt, response in zip(texts[::2], texts[1::2], strict=True)]


def read(model: RewardModel, example: Example) -> list[str]:
    """The tokens that a model reads of an example."""
    return model.encoder.tokenizer.convert_ids_to_tokens(model.encoder.prepare([example])[0].ids.tolist())


@KINDS
@pytest.mark.parametrize("budget", [1, 100, 10**6])
def test_padding_never_changes_a_score(models, kind, budget, monkeypatch):
    monkeypatch.setitem(slicing.SLICE_TOKENS, "cpu", budget)
    batch = examples(30)
    together = models[kind].score(batch).values
    alone = torch.cat([models[kind].score([example]).values for example in batch])
    assert float((together - alone).abs().max()) < 1e-5
    assert float(together.std()) > 1e-3


@KINDS
def test_scores_are_those_of_the_plain_transformers_loop(models, kind, request):
    folder = request.getfixturevalue(kind)
    plain, tokenizer = (
        AutoModelForSequenceClassification.from_pretrained(folder).eval(),
        AutoTokenizer.from_pretrained(folder),
    )
    plain.config.pad_token_id = 0
    batch = examples(10)
    with torch.no_grad():
        for example, value in zip(batch, models[kind].score(batch).values, strict=True):
            if kind == "chat":
                turns = [
                    {"role": "user", "content": example.prompt},
                    {"role": "assistant", "content": example.response},
                ]
                inputs = tokenizer.apply_chat_template(turns, return_tensors="pt", return_dict=True)
            else:
                inputs = tokenizer(example.prompt, example.response, return_tensors="pt")
            ids = inputs["input_ids"]
            if kind != "bert":  # its own search for the last token would mistake an end mark for padding
                logits = plain.score(plain.model(ids).last_hidden_state)[:, last(ids, models[kind])]
            else:
                logits = plain(**inputs).logits
            assert float(logits) == pytest.approx(float(value), abs=1e-5)


def last(ids: torch.Tensor, model: RewardModel) -> int:
    """The last token that is no padding, as a causal classifier finds it."""
    return int((ids[0] != model.encoder.tokenizer.pad_token_id).nonzero().max())


@KINDS
def test_equal_examples_are_scored_once_and_in_order(models, kind):
    batch = examples(6)
    values = models[kind].score(batch).values
    again = models[kind].score([batch[3], batch[0], batch[3], *batch]).values
    assert torch.allclose(again, values[[3, 0, 3, *range(6)]], atol=1e-6)
    assert len(models[kind].score([])) == 0


def test_the_chat_template_is_used_where_there_is_one(models):
    turns = (Message("user", "cats"), Message("assistant", "clear"), Message("user", "boats"))
    assert read(models["chat"], Example(turns, "exact")) == (
        "<user> cats <end> <assistant> clear <end> <user> boats <end> <assistant> exact <end>".split()  # noqa: SIM905
    )
    assert read(models["bert"], Example("cats", "exact")) == ["[CLS]", "cats", "[SEP]", "exact", "[SEP]"]
    assert models["bert"].encoder.prepare([Example("cats", "exact")])[0].types.tolist() == [0, 0, 0, 1, 1]


def numbered(count: int, word: str = "") -> str:
    return " ".join(f"{word}{number % 50}" for number in range(count))


@pytest.mark.parametrize("kind", ["bert", "chat"])
def test_a_long_prompt_loses_its_start_and_the_response_nothing(models, kind):
    encoder = models[kind].encoder
    tokens = read(models[kind], Example("cats " + numbered(90) + " boats", "clear exact useful"))
    assert len(tokens) == 64
    body = [token for token in tokens if token.isalnum()]
    assert body[-4:] == ["boats", "clear", "exact", "useful"]
    assert "cats" not in body
    assert body[0] != "0"
    marks = len(tokens) - len(body)
    kept = len(body) - 3
    assert encoder.cut == Cut(1, 92 - kept, 0), f"{marks} marks"


def test_a_response_that_fills_the_window_keeps_its_start_and_leaves_a_quarter_to_the_prompt(models):
    model = models["bert"]
    tokens = read(model, Example(numbered(40), "clear " + numbered(90)))
    assert len(tokens) == 64
    cut = tokens.index("[SEP]")
    prompt, response = tokens[1:cut], tokens[cut + 1 : -1]
    assert prompt == numbered(40).split()[-len(prompt) :]
    assert len(prompt) == int(61 * 0.25)
    assert response == ["clear", *numbered(90).split()][: len(response)]
    assert model.encoder.cut == Cut(1, 40 - len(prompt), 91 - len(response))
    model.score([Example(numbered(40), "clear " + numbered(90))])
    assert model.encoder.cut.examples == 1, "reading the same example again counts its cut once"


def test_old_turns_go_first_and_the_last_of_those_in_part(models):
    model = models["chat"]
    turns = (
        Message("user", "cats " + numbered(30)),
        Message("assistant", "boats " + numbered(20)),
        Message("user", "paper " + numbered(10)),
    )
    tokens = read(model, Example(turns, "light " + numbered(20)))
    kept = ["<user>", "27", "28", "29", "<end>", "<assistant>", "boats"]
    assert (len(tokens), tokens[:7], tokens[-22:]) == (64, kept, ["light", *numbered(20).split(), "<end>"])
    assert model.encoder.cut == Cut(1, 28, 0)
    model.encoder.tokens.cuts.clear()
    turns = (*turns[:2], Message("user", "paper " + numbered(36)))  # what is left of the reply has lost its question
    tokens = read(model, Example(turns, "light " + numbered(20)))
    assert tokens[:2] == ["<user>", "paper"]
    assert model.encoder.cut == Cut(1, 31 + 21, 0)


@given(prompt=st.integers(0, 120), response=st.integers(1, 120), kind=st.sampled_from(["bert", "chat", "causal"]))
def test_nothing_is_longer_than_the_window_and_every_lost_token_is_counted(models, prompt, response, kind):
    model = models[kind]
    tokens = read(model, Example(numbered(prompt), numbered(response)))
    assert len(tokens) <= 64
    words = sum(token.isdigit() for token in tokens)
    cut = model.encoder.cut
    model.encoder.tokens.cuts.clear()
    assert words == prompt + response - cut.prompt_tokens - cut.response_tokens
    assert (cut.examples == 0) == (words == prompt + response)


def test_windows_that_cannot_be_are_refused(bert, chat):
    with pytest.raises(GuerdonError, match="max_tokens is 65, the model reads no more than 64"):
        TextEncoder(bert, max_tokens=65)
    with pytest.raises(GuerdonError, match="a window of 2 tokens has no room"):
        TextEncoder(bert, max_tokens=2).prepare([Example("cats", "boats")])
    with pytest.raises(GuerdonError, match="a window of 3 tokens has no room"):
        TextEncoder(chat, max_tokens=3).prepare([Example("cats", "boats")])


def test_a_name_that_is_nowhere_is_one_clear_error(tmp_path):
    with pytest.raises(GuerdonError, match="cannot be loaded as a text encoder"):
        TextEncoder(str(tmp_path / "nothing"))


def test_weights_in_half_precision_are_read_in_full(bert, tmp_path):
    half = AutoModelForSequenceClassification.from_pretrained(bert, dtype=torch.bfloat16)
    half.save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(bert).save_pretrained(tmp_path)
    assert RewardModel(TextEncoder(str(tmp_path)), ScalarHead()).score(examples(3)).values.dtype == torch.float32


def test_weights_that_are_not_finite_give_nan_with_a_reason(bert):
    model = RewardModel(TextEncoder(bert), ScalarHead())
    model.head.linear.bias.data.fill_(float("nan"))
    scores = model.score(examples(2))
    assert scores.failed == (0, 1)
    assert "not finite" in str(scores.errors)


def test_scores_serve_as_constants_of_a_later_loss(models):
    weight = torch.ones(2, requires_grad=True)
    (weight * models["bert"].score(examples(2)).values).sum().backward()
    assert weight.grad is not None


def test_a_conversation_of_very_many_turns_keeps_its_end(models):
    turns = tuple(Message("user" if place % 2 == 0 else "assistant", f"cats {place % 50}") for place in range(301))
    tokens = read(models["chat"], Example(turns, "clear boats"))
    assert 50 < len(tokens) <= 64
    assert tokens[-8:] == ["<user>", "cats", "0", "<end>", "<assistant>", "clear", "boats", "<end>"]
    assert tokens[0] == "<user>"
