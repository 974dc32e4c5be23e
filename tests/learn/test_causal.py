"""A causal language model as an encoder: what it says of tokens is what the model itself says of each text alone."""

import random

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    CausalEncoder,
    FineTune,
    KeepLanguage,
    Likelihood,
    PreferLanguage,
    RewardModel,
    ScalarHead,
    Surface,
    UnitHead,
    fit,
    tiny,
)
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.model import Forward
from guerdon.loading import load
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Message, Rating

TEXTS = ["the cat sat on the mat .", "a dog ran in the park , and barked at the small bird !", "no"]
SOLVER = FineTune(epochs=8, batch_size=8, learning_rate=3e-3, patience=9)


@pytest.fixture
def folder() -> str:
    return tiny(TEXTS, width=32, layers=2, heads=4, window=48)


def examples() -> list[Example]:
    return [Example("tell me of the cat", text) for text in TEXTS]


def alone(folder: str, example: Example) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """States, log-probabilities and entropies of the response's tokens, by the plain model on one unpadded text."""
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForCausalLM.from_pretrained(folder).eval()
    turns = [{"role": turn.role, "content": turn.content} for turn in example.messages]
    before = tokenizer.apply_chat_template(turns[:-1], tokenize=False) + "<assistant>"
    skip = len(tokenizer(before, add_special_tokens=False)["input_ids"])
    ids = tokenizer(before + example.response + "<end>", add_special_tokens=False, return_tensors="pt")["input_ids"]
    with torch.no_grad():
        output = model(ids, output_hidden_states=True)
    said = output.logits[0].log_softmax(-1)
    own = torch.arange(skip, ids.shape[1] - 1)
    logprobs = said[own - 1].gather(1, ids[0, own][:, None])[:, 0]
    entropies = torch.stack([torch.distributions.Categorical(logits=row).entropy() for row in said[own - 1]])
    return output.hidden_states[-1][0], logprobs, entropies


def test_tokens_say_in_a_batch_what_they_say_alone(folder):
    encoder = CausalEncoder(folder, language=True).eval()
    with torch.no_grad():
        encoded = encoder(encoder.prepare(examples()))
    for row, example in enumerate(examples()):
        states, logprobs, entropies = alone(folder, example)
        assert torch.allclose(encoded.pooled[row], states[-1], atol=1e-5)
        assert torch.allclose(encoded.states.logprobs[row], logprobs, atol=1e-5)
        assert torch.allclose(encoded.states.entropies[row], entropies, atol=1e-4)
        assert torch.allclose(encoded.states.tokens[row], states[-1 - len(logprobs) : -1], atol=1e-5)


def test_tokens_end_where_their_words_do(folder):
    encoder = CausalEncoder(folder)
    ends = encoder.prepare(examples())[0].ends
    assert ends.tolist() == [3, 7, 11, 14, 18, 22, 24]
    assert encoder.prepare([Example("x", "")])[0].ends.tolist() == []


def test_ends_are_of_the_response_even_where_the_prompt_repeats_it(folder):
    prompt = (Message("user", "no"), Message("assistant", "no"), Message("user", "a dog"))
    [item] = CausalEncoder(folder).prepare([Example(prompt, "no")])
    assert item.ends.tolist() == [2]
    assert item.response.tolist() == [len(item.ids) - 2]


def test_a_long_response_keeps_ends_that_count_from_its_start(folder):
    long = " ".join(["cat dog bird"] * 40)
    encoder = CausalEncoder(folder)
    [item] = encoder.prepare([Example("tell me", long)])
    assert len(item.ids) <= 48
    assert item.ends.tolist()[:3] == [3, 7, 12]
    assert encoder.cut.response_tokens > 0


@pytest.mark.parametrize("lora", [False, True])
def test_the_reference_stays_what_the_model_was(folder, lora):
    model = RewardModel(CausalEncoder(folder, lora=lora, reference=True), ScalarHead())
    first = model.score(examples()).vectors["logprob"]
    texts = Ratings.of([Rating(one, {}) for one in examples()])
    fit(model, texts, Likelihood(), validation=texts, solver=SOLVER)
    after = model.score(examples()).vectors
    assert torch.allclose(after["reference"], first, atol=1e-4)
    assert after["logprob"].sum() > first.sum() + 3


def test_a_language_model_is_saved_with_its_probabilities(folder, tmp_path):
    model = RewardModel(CausalEncoder(folder, reference=True), UnitHead("mean"))
    torch.nn.init.normal_(model.head.linear.weight)
    model.save(tmp_path / "reward")
    again = load(tmp_path / "reward")
    first, second = model.score(examples()), again.score(examples())
    assert torch.allclose(first.values, second.values, atol=1e-6)
    assert torch.allclose(first.vectors["logprob"], second.vectors["logprob"], atol=1e-5)


def test_terms_are_their_formulas(folder):
    draw = random.Random(0)
    rows = [
        Comparison(
            *(Example(f"cat {n}", " ".join(draw.choices(["the", "cat", "sat", "on", "mat"], k=3 + s))) for s in (0, 2))
        )
        for n in range(4)
    ]
    model = RewardModel(CausalEncoder(folder, reference=True), ScalarHead())
    with torch.no_grad():
        model.encoder.model.get_input_embeddings().weight.mul_(1.5)
    batch = ComparisonBatch(rows)
    said = model.score(list(batch.responses)).vectors
    chosen, rejected = ((said["logprob"][s : s + 4], said["reference"][s : s + 4]) for s in (0, 4))
    expected = {
        Likelihood(): -said["logprob"].sum() / (4 * 3 + 4 * 5),
        KeepLanguage(0.2): torch.log1p(torch.exp(-0.2 * chosen[0])).mean(),
        PreferLanguage(0.2, reference=False): torch.log1p(torch.exp(-0.2 * (chosen[0] - rejected[0]))).mean(),
        PreferLanguage(0.2): torch.log1p(torch.exp(-0.2 * (chosen[0] - chosen[1] - rejected[0] + rejected[1]))).mean(),
    }
    for objective, value in expected.items():
        got = objective(Forward(model, lambda some: model.score(list(some))), batch).total
        assert got.item() == pytest.approx(value.item(), rel=1e-5)


def test_a_model_of_its_own_vocabulary_is_made_once_and_alike(folder):
    assert tiny(TEXTS, width=32, layers=2, heads=4, window=48) == folder
    assert tiny(TEXTS, width=32, layers=2, heads=4, window=48, seed=1) != folder
    wide = CausalEncoder(tiny(TEXTS, width=32, layers=2, heads=4, window=48, spread=0.2))
    assert float(wide.model.get_input_embeddings().weight.detach()[2:].std()) == pytest.approx(0.2, rel=0.1)
    letters = CausalEncoder(tiny(["abc cab"], level="character", window=32))
    assert letters.prepare([Example("a", "cab")])[0].ends.tolist() == [1, 2, 3]


def refusals() -> list[tuple[object, object, str]]:
    pairs = Comparisons.of(Comparison(Example(f"p {n}", "the cat"), Example(f"p {n}", "a dog")) for n in range(30))
    texts = Ratings.of([Rating(one, {}) for one in examples()])
    return [
        (Surface(), KeepLanguage(), pairs, "KeepLanguage trains a language model, and .* is frozen"),
        ("plain", BradleyTerry() + 0.1 * KeepLanguage(), pairs, r"use CausalEncoder\(\.\.\., language=True\)"),
        ("language", PreferLanguage(), pairs, "does not keep: make it with reference=True"),
        ("language", KeepLanguage(), texts, "KeepLanguage learns from comparisons, got ratings"),
    ]


@pytest.mark.parametrize("case", range(4))
def test_what_does_not_fit_is_refused_before_training(folder, case):
    encoder, objective, records, message = refusals()[case]
    if isinstance(encoder, str):
        encoder = CausalEncoder(folder, language=encoder == "language")
    with pytest.raises(GuerdonError, match=message):
        fit(RewardModel(encoder, ScalarHead()), records, objective)


def test_attentions_are_those_of_the_model_and_look_back_only(folder):
    encoder = CausalEncoder(folder).eval()
    items = encoder.prepare(examples())
    found = encoder.attentions(items)
    plain = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
    for item, said in zip(items, found, strict=True):
        n = len(item.ids)
        assert said.shape == (2, 4, n, n)
        torch.testing.assert_close(said.sum(-1), torch.ones(2, 4, n))
        assert float(said.triu(1).abs().max()) == 0
        with torch.no_grad():
            expected = plain(item.ids[None], output_attentions=True).attentions
        torch.testing.assert_close(said, torch.cat(expected), atol=1e-5, rtol=1e-4)
    assert encoder.model.config._attn_implementation != "eager", "speed is as it was"
