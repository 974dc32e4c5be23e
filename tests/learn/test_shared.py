"""Texts in one row, what they begin with in common there once: states and gradients are those of each text alone."""

from collections.abc import Sequence

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import (
    BertConfig,
    BertModel,
    GPT2Config,
    GPT2Model,
    LlamaConfig,
    LlamaModel,
    MistralConfig,
    MistralModel,
    PreTrainedModel,
    Qwen2Config,
    Qwen2Model,
)

from guerdon.learn import RewardModel, ScalarHead, TextEncoder
from guerdon.transformer import shared
from guerdon.transformer.packed import Blockwise, Branch, branchwise, packable
from guerdon.types import Example

SIZES = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 60}
CPU = torch.device("cpu")


def trunk(kind: str) -> PreTrainedModel:
    torch.manual_seed(0)
    made = {
        "llama": lambda: LlamaModel(LlamaConfig(**SIZES, num_key_value_heads=2, initializer_range=0.3)),
        "qwen": lambda: Qwen2Model(Qwen2Config(**SIZES, num_key_value_heads=2, initializer_range=0.3)),
        "gpt2": lambda: GPT2Model(
            GPT2Config(vocab_size=60, n_embd=32, n_layer=2, n_head=4, bos_token_id=1, eos_token_id=1)
        ),
        "window": lambda: MistralModel(MistralConfig(**SIZES, num_key_value_heads=2, sliding_window=4)),
        "bert": lambda: BertModel(BertConfig(**SIZES)),
    }
    return made[kind]().eval()


def texts(lengths: Sequence[tuple[int, Sequence[int]]], seed: int = 0) -> tuple[list[torch.Tensor], list[int]]:
    """Token ids: for each prompt its length and those of its responses."""
    draw = torch.Generator().manual_seed(seed)
    ids, prompts = [], []
    for number, (length, responses) in enumerate(lengths):
        prompt = torch.randint(3, 60, (length,), generator=draw)
        for response in responses:
            ids.append(torch.cat([prompt, torch.randint(3, 60, (response,), generator=draw)]))
            prompts.append(number)
    return ids, prompts


@pytest.mark.parametrize("kind", ["llama", "qwen", "gpt2"])
def test_states_and_gradients_are_those_of_each_text_alone(kind):
    model = trunk(kind)
    assert packable(model)
    ids, prompts = texts([(20, (3, 9, 1)), (33, (4, 4)), (2, (5, 6)), (7, (8,))])
    together = shared.states(model, ids, prompts, CPU)
    alone = [model(input_ids=row[None]).last_hidden_state[0] for row in ids]
    for one, other in zip(together, alone, strict=True):
        assert torch.allclose(one, other, atol=1e-4)
    slopes = []
    for states in (together, alone):
        model.zero_grad()
        torch.stack([row.sin().mean() for row in states]).sum().backward()
        slopes.append([weight.grad.clone() for weight in model.parameters() if weight.grad is not None])
    assert len(slopes[0]) == len(slopes[1]) > 10
    for one, other in zip(*slopes, strict=True):
        assert torch.allclose(one, other, atol=1e-5, rtol=1e-3)


@pytest.mark.parametrize(("kind", "expected"), [("llama", True), ("gpt2", True), ("window", False), ("bert", False)])
def test_models_are_asked_whether_they_can(kind, expected):
    assert packable(trunk(kind)) is expected


def test_half_precision_is_packed_too():
    model = trunk("llama").to(torch.bfloat16)
    assert packable(model)
    ids, prompts = texts([(20, (3, 9)), (7, (8,))])
    states = shared.states(model, ids, prompts, CPU)
    for one, row in zip(states, ids, strict=True):
        assert torch.allclose(one, model(input_ids=row[None]).last_hidden_state[0].float(), atol=0.1)
    torch.stack([row.sum() for row in states]).sum().backward()
    assert all(weight.grad.isfinite().all() for weight in model.parameters() if weight.grad is not None)


def test_the_shared_beginning_passes_once():
    model = trunk("llama")
    assert packable(model)
    ids, prompts = texts([(40, (5,) * 16)])
    passed = []
    model.embed_tokens.register_forward_hook(lambda _, inputs, __: passed.append(inputs[0].numel()))
    shared.states(model, ids, prompts, CPU)
    assert sum(passed) == 40 + 16 * 5


def test_texts_that_are_the_same_keep_a_token_each():
    same = torch.arange(3, 23)
    [group] = shared.grouped([same, same.clone()], ["a", "a"])
    assert group.shared == 19
    model = trunk("llama")
    assert packable(model)
    [first, second] = shared.states(model, [same, same.clone()], ["a", "a"], CPU)
    assert first.shape == (20, 32)
    assert torch.allclose(first, second, atol=1e-5)


def test_little_in_common_is_not_worth_it():
    ids, prompts = texts([(2, (50, 50)), (3, (50, 50))])  # a fiftieth of 104 tokens is more than 2, of 106 less than 3
    assert [group.shared for group in shared.grouped(ids, prompts)] == [0, 3]


def test_a_group_too_large_for_a_pass_is_cut_and_begins_again():
    ids, prompts = texts([(10, (20,) * 16)])
    runs = shared.slices(ids, prompts, 100)
    assert [len(run) for run in runs] == [5, 5, 5, 1]  # a hundred of its own tokens in each
    model = trunk("llama")
    assert packable(model)
    whole = shared.states(model, ids, prompts, CPU)
    for row, text in zip(whole, ids, strict=True):
        assert torch.allclose(row, model(input_ids=text[None]).last_hidden_state[0], atol=1e-4)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.lists(st.integers(1, 9), min_size=1, max_size=4)), min_size=1, max_size=4),
    st.sampled_from([1, 2, 4]),
)
def test_both_ways_to_attend_agree_gradients_included(groups, key_heads):
    layout, start = [], 0
    for before, tails in groups:
        layout.append(Branch(start, before, tuple(tails)))
        start += before + sum(tails)
    draw = torch.Generator().manual_seed(0)
    inputs = [torch.randn(1, heads, start, 8, generator=draw) for heads in (4, key_heads, key_heads)]
    slope = torch.randn(1, 4, start, 8, generator=draw)
    found = []
    for attend in (Blockwise.apply, lambda *seen: branchwise(*seen, dropout=0.0)):
        seen = [each.clone().requires_grad_() for each in inputs]
        output = attend(*seen, tuple(layout), 0.3)
        output.backward(slope)
        found.append([output.detach(), *(each.grad for each in seen)])
    for one, other in zip(*found, strict=True):
        assert torch.allclose(one, other, atol=1e-5)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 60), st.lists(st.integers(1, 40), min_size=1, max_size=5)), min_size=1, max_size=8
    ),
    st.integers(50, 400),
)
def test_slices_hold_every_row_once_and_no_more_than_fits_but_a_group(lengths, budget):
    ids, prompts = texts(lengths)
    runs = shared.slices(ids, prompts, budget)
    assert sorted(row for run in runs for row in run) == list(range(len(ids)))
    beginning = {row: group.shared for group in shared.grouped(ids, prompts) for row in group.rows}
    for run in runs:
        met = {prompts[row]: beginning[row] for row in run}
        distinct = sum(met.values()) + sum(len(ids[row]) - beginning[row] for row in run)
        assert distinct <= budget or len(met) == 1


def test_a_causal_classifier_scores_candidates_together_as_alone(chat):
    model = RewardModel(TextEncoder(chat), ScalarHead())
    assert model.encoder.packs
    prompt = "question about rivers and boats in winter light with paper"
    candidates = [Example(prompt, text) for text in ("clear rivers", "vague boats and cats", "correct", "rude trains")]
    together = model.score(candidates).values
    alone = torch.cat([model.score([one]).values for one in candidates])
    assert torch.allclose(together, alone, atol=1e-5)
    assert together.std() > 1e-3
