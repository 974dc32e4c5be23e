"""One reward in shares: by hand, that nothing is lost, and what a model's attention gives."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from guerdon import load
from guerdon.errors import GuerdonError
from guerdon.learn import CausalEncoder, RewardModel, ScalarHead, tiny
from guerdon.shape import Attention, Permuted, Redistribute, Shares, Uniform
from guerdon.types import Dense, Example, Scores

TEXT = "one two three four"


class ByPlace(Shares):
    """1, 2, 3, ... for the words."""

    def __call__(self, scores, batch):
        dense = Uniform()(scores, batch)
        return Dense("token", tuple(torch.arange(1.0, len(row) + 1) for row in dense.values), dense.ends)


def test_shares_by_hand():
    scores = Redistribute(ByPlace(), beta=0.8)(Scores(torch.tensor([10.0])), [Example("p", TEXT)])
    assert scores.dense.values[0].tolist() == pytest.approx([0.8, 1.6, 2.4, 3.2 + 2.0])
    assert scores.dense.ends[0].tolist() == [3, 7, 13, 18]
    assert scores.values.tolist() == [10.0]
    at_the_end = Redistribute(ByPlace(), beta=0.0)(Scores(torch.tensor([10.0])), [Example("p", TEXT)])
    assert at_the_end.dense.values[0].tolist() == [0, 0, 0, 10]
    even = Redistribute(beta=1.0)(Scores(torch.tensor([10.0])), [Example("p", TEXT)])
    assert even.dense.values[0].tolist() == [2.5] * 4


@given(st.floats(-1e4, 1e4), st.floats(0, 1), st.integers(1, 30))
def test_the_sum_is_the_reward(whole, beta, words):
    batch = [Example("p", " ".join(["word"] * words))]
    value = torch.tensor([whole], dtype=torch.float64)
    for shares in (ByPlace(), Uniform(), Permuted(ByPlace())):
        scores = Redistribute(shares, beta)(Scores(value), batch)
        assert scores.to("response").values.item() == pytest.approx(whole, rel=1e-12, abs=1e-12)


def test_permuting_gives_the_same_weights_to_other_words_and_always_the_same():
    batch = [Example("p", " ".join(f"w{place}" for place in range(12))), Example("q", TEXT)]
    scores = Scores(torch.zeros(2))
    plain, mixed = ByPlace()(scores, batch), Permuted(ByPlace())(scores, batch)
    again = Permuted(ByPlace())(scores, batch[::-1])
    assert mixed.values[0].sort().values.equal(plain.values[0])
    assert not mixed.values[0].equal(plain.values[0])
    assert mixed.values[0].equal(again.values[1])
    assert not mixed.values[0].equal(Permuted(ByPlace(), seed=1)(scores, batch).values[0])


def test_failures_gradients_and_empty_responses():
    values = torch.tensor([2.0, float("nan"), 3.0], requires_grad=True)
    scores = Redistribute()(
        Scores(values, errors=(None, "it failed", None)), [Example("p", TEXT), Example("p", TEXT), Example("p", "")]
    )
    assert scores.errors[1] == "it failed"
    assert scores.dense.values[1].isnan().all()
    assert len(scores.dense.values[2]) == 0
    scores.dense.values[0].sum().backward()
    assert values.grad[0] == pytest.approx(1.0)
    with pytest.raises(ValueError, match="from 0 to 1"):
        Redistribute(beta=1.5)


@pytest.fixture(scope="module", params=[True, False], ids=["packed", "padded"])
def model(request: pytest.FixtureRequest) -> RewardModel:
    encoder = CausalEncoder(tiny([TEXT], width=16, heads=2, spread=0.5), attention=True)
    assert encoder.packs
    encoder.packs = request.param
    return RewardModel(encoder, ScalarHead())


def test_attention_is_the_last_layer_seen_from_the_token_that_is_scored(model):
    batch = [Example("two one", TEXT), Example("one", "two"), Example("two one", "four three")]
    dense = Attention()(model.score(batch), batch)
    items = model.encoder.prepare(batch)
    for row, item in enumerate(items):
        whole = model.encoder.attentions([item])[0][-1]
        by_hand = [sum(float(head[-1, int(place)]) for head in whole) / len(whole) for place in item.response]
        assert dense.values[row].tolist() == pytest.approx(by_hand, rel=1e-5)
        assert 0 < dense.values[row].sum() < 1  # the prompt and the template have the rest
    assert dense.ends[0].tolist() == [3, 7, 13, 18]


def test_heads_that_share_keys_look_each_for_itself(tmp_path):
    tokenizer = AutoTokenizer.from_pretrained(tiny([TEXT], width=16))
    torch.manual_seed(0)
    grouped = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
            num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64,
        )
    )  # fmt: skip
    for weight in grouped.parameters():
        weight.data *= 5
    grouped.save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    encoder = CausalEncoder(str(tmp_path), attention=True)
    items = encoder.prepare([Example("two one", TEXT), Example("two one", "four three"), Example("one", "two")])
    assert encoder.packs
    for looks, layers, item in zip(encoder(items).states.attention, encoder.attentions(items), items, strict=True):
        assert torch.allclose(looks, layers[-1].mean(0)[-1][item.response], atol=1e-5)


def test_a_model_pays_its_words_what_it_gave_the_whole(model):
    batch = [Example("two one", TEXT), Example("one", "two four")]
    with torch.no_grad():
        model.head.linear.weight.copy_(torch.linspace(-1, 1, 16)[None])
    scores = (model >> Redistribute(Attention())).score(batch)
    assert torch.allclose(scores.to("response").values, scores.values)
    assert scores.values.abs().min() > 0


def test_it_is_saved(model, tmp_path):
    reward = model >> Redistribute(Attention(), beta=0.5)
    reward.save(tmp_path / "dense")
    batch = [Example("two one", TEXT)]
    again = load(tmp_path / "dense").score(batch).dense.values[0]
    assert torch.allclose(again, reward.score(batch).dense.values[0])


def test_scores_that_do_not_say_where_a_model_looked_say_what_to_do():
    blind = RewardModel(CausalEncoder(tiny([TEXT], width=16)), ScalarHead())
    batch = [Example("two one", TEXT)]
    for reward in (blind, blind + blind):
        with pytest.raises(GuerdonError, match="attention=True"):
            (reward >> Redistribute(Attention())).score(batch)
