"""Models of this process: what is drawn, what is read, and that neither depends on what is asked beside it."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from guerdon.budget import Budget, BudgetExceededError
from guerdon.learn import CausalEncoder
from guerdon.llm import Continuation, LanguageModel, Local, Request, Sampling
from guerdon.saving import pack, unpack
from guerdon.types import Example, Message

WORDS = ["is", "one", "more", "than", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def plain_logprobs(model: Local, messages: tuple[Message, ...], text: str, role: str = "assistant") -> torch.Tensor:
    """log p of each token of a text, by one plain pass over the templated conversation."""
    turns = [{"role": turn.role, "content": turn.content} for turn in messages]
    before = model.tokenizer.apply_chat_template(turns, tokenize=False) + f"<{role}>"
    prompt, own = (model.tokenizer(each, add_special_tokens=False)["input_ids"] for each in (before, text))
    ids = torch.tensor([prompt + own])
    said = model.model(input_ids=ids).logits[0].detach().log_softmax(-1)
    return said[torch.arange(len(prompt) - 1, ids.shape[1] - 1), ids[0, len(prompt) :]].detach()


@pytest.mark.parametrize("role", ["assistant", "user"])
def test_likelihoods_are_those_of_one_plain_pass(tiny_model: Local, role: str) -> None:
    one = (Message("user", "is two more than one"), Message("assistant", "Yes"))
    asked = [Continuation(one, text, role) for text in ("No three", "Yes", "four five six")]
    asked += [Continuation((Message("user", "seven"),), "eight nine", role)]
    for each, said in zip(asked, tiny_model.likelihoods(asked), strict=True):
        expected = plain_logprobs(tiny_model, each.messages, each.text, role)
        assert torch.allclose(said.logprobs, expected, atol=1e-5)
        assert said.total == pytest.approx(float(expected.sum()), abs=1e-4)
        assert said.mean == pytest.approx(float(expected.mean()), abs=1e-4)
        assert said.ends[-1] == len(each.text)


def test_likelihoods_are_those_of_the_causal_encoder(tiny_model: Local, tiny_folder: str) -> None:
    encoder = CausalEncoder(tiny_folder, language=True)
    example = Example("is one more than two", "No three four")
    expected = encoder(encoder.prepare([example])).states.logprobs[0]
    [said] = tiny_model.likelihoods([Continuation((Message("user", example.prompt_text),), example.response)])
    assert torch.allclose(said.logprobs, expected.detach(), atol=1e-5)


def test_an_empty_continuation_fails_with_a_reason(tiny_model: Local) -> None:
    empty, fine = tiny_model.likelihoods([Continuation((Message("user", "one"),), text) for text in ("", "two")])
    assert empty.error
    assert empty.total != empty.total
    assert fine.error is None


def test_options_are_continuations_of_the_request(tiny_model: Local) -> None:
    said = tiny_model.choice_logits([Request.of("is two more than one")], (("Yes",), ("No",)))
    messages = (Message("user", "is two more than one"),)
    expected = [float(plain_logprobs(tiny_model, messages, option).sum()) for option in ("Yes", "No")]
    assert said.logits[0].tolist() == pytest.approx(expected, abs=1e-5)
    assert said.errors == (None,)
    both = tiny_model.choice_logits([Request.of("is two more than one")], (("Yes", "No"), ("Maybe",)))
    assert float(both.logits[0, 0].exp()) == pytest.approx(float(said.logits.exp().sum()), abs=1e-6)


def greedy(model: Local, text: str, most: int) -> list[int]:
    """The likeliest token each time, by plain passes."""
    ids = model.tokenizer(f"<user>{text}<end><assistant>", add_special_tokens=False)["input_ids"]
    written: list[int] = []
    while len(written) < most and (not written or written[-1] not in model.ends):
        written.append(int(model.model(input_ids=torch.tensor([ids + written])).logits[0, -1].argmax()))
    return written


def test_greedy_answers_are_those_of_plain_passes_whatever_is_beside_them(tiny_model: Local) -> None:
    texts = ["one", "is one more than two three four five", "six seven"]
    replies = tiny_model.generate([Request.of(text) for text in texts], Sampling(max_tokens=6, logprobs=True))
    for text, reply in zip(texts, replies, strict=True):
        written = greedy(tiny_model, text, 6)
        assert reply.text == tiny_model.tokenizer.decode(written, skip_special_tokens=True)
        assert reply.completion_tokens == len(written)
        [choice] = reply.choices
        assert choice.finished == (written[-1] in tiny_model.ends)
        continued = " ".join(tiny_model.tokenizer.convert_ids_to_tokens(written))
        ids = tiny_model.tokenizer(f"<user>{text}<end><assistant>{continued}", add_special_tokens=False)["input_ids"]
        said = tiny_model.model(input_ids=torch.tensor([ids])).logits[0].detach().log_softmax(-1)
        expected = [float(said[len(ids) - len(written) + i - 1, token]) for i, token in enumerate(written)]
        assert choice.logprobs == pytest.approx(expected, abs=1e-4)


SAMPLED = Sampling(n=3, temperature=1.0, max_tokens=5, seed=4)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), min_size=2, max_size=5, unique_by=tuple))
def test_a_sample_does_not_depend_on_what_is_asked_beside_it(tiny_model: Local, texts: list[list[str]]) -> None:
    requests = [Request.of(" ".join(text)) for text in texts]
    together = [reply.choices for reply in tiny_model.generate(requests, SAMPLED)]
    alone = [tiny_model.generate([request], SAMPLED)[0].choices for request in reversed(requests)]
    assert together == alone[::-1]


def test_samples_have_the_probabilities_of_the_model(tiny_model: Local) -> None:
    request = Request.of("seven")
    drawn = tiny_model.generate([request], Sampling(n=2000, temperature=1.0, max_tokens=1))[0]
    said = tiny_model.choice_logits([request], (("two",), ("three",))).logits[0].exp()
    for word, probability in zip(("two", "three"), said.tolist(), strict=True):
        share = sum(choice.text == word for choice in drawn.choices) / 2000
        assert share == pytest.approx(probability, abs=4 * (probability / 2000) ** 0.5)


def test_low_temperature_and_small_nuclei_are_the_likeliest_token(tiny_model: Local) -> None:
    requests = [Request.of("one"), Request.of("two three")]
    likeliest = [reply.text for reply in tiny_model.generate(requests, Sampling(max_tokens=4))]
    for how in (Sampling(temperature=1e-4, max_tokens=4), Sampling(temperature=1.0, top_p=1e-6, max_tokens=4)):
        assert [reply.text for reply in tiny_model.generate(requests, how)] == likeliest


def test_a_stop_text_ends_an_answer_and_is_left_out(tiny_model: Local) -> None:
    [whole] = tiny_model.generate([Request.of("one")], Sampling(max_tokens=8))
    stop = whole.text.split()[2]
    [cut] = tiny_model.generate([Request.of("one")], Sampling(max_tokens=8, stop=(stop,)))
    assert cut.text == whole.text[: whole.text.index(stop)]
    assert cut.choices[0].finished
    [asked] = tiny_model.generate([Request.of(f"one {stop}")], Sampling(max_tokens=1, stop=(stop,)))
    assert asked.completion_tokens == 1  # the text in the question stops nothing


def test_what_does_not_fit_the_window_has_a_reason_and_the_rest_is_answered(tiny_model: Local) -> None:
    replies = tiny_model.generate([Request.of("one " * 400), Request.of("one")], Sampling(max_tokens=4))
    assert "256" in (replies[0].error or "")
    assert replies[1].choices


def test_answers_are_counted_and_a_budget_stops_before_it_is_passed(tiny_folder: str) -> None:
    model = Local(tiny_folder, budget=Budget(calls=2, tokens=1000))
    model.generate([Request.of("one"), Request.of("two")], Sampling(max_tokens=3))
    assert model.budget.spent["calls"] == 2
    assert 2 * 4 < model.budget.spent["tokens"] <= 2 * (4 + 3)
    with pytest.raises(BudgetExceededError):
        model.generate([Request.of("three")], Sampling(max_tokens=3))


def test_a_model_of_a_folder_is_saved_with_its_weights(
    tiny_model: Local, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("saved")
    again = unpack(LanguageModel, pack(tiny_model, folder), folder)
    asked = [Continuation((Message("user", "one"),), "two")]
    assert again.likelihoods(asked)[0].total == tiny_model.likelihoods(asked)[0].total
