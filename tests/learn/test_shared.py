"""A beginning that texts share is computed once: states and gradients are those of each text alone."""

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
from guerdon.learn.encoders import shared
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
    ids, prompts = texts([(20, (3, 9, 1)), (33, (4, 4)), (2, (5, 6)), (7, (8,))])
    together = shared.states(model, ids, prompts, 0, CPU)
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
    assert shared.shareable(trunk(kind)) is expected


def test_the_shared_beginning_passes_once():
    model = trunk("llama")
    ids, prompts = texts([(40, (5,) * 16)])
    passed = []
    model.embed_tokens.register_forward_hook(lambda _, inputs, __: passed.append(inputs[0].numel()))
    shared.states(model, ids, prompts, 0, CPU)
    assert sum(passed) == 40 + 16 * 5


def test_texts_that_are_the_same_keep_a_token_each():
    same = torch.arange(3, 23)
    [group] = shared.grouped([same, same.clone()], ["a", "a"])
    assert group.shared == 19
    [first, second] = shared.states(trunk("llama"), [same, same.clone()], ["a", "a"], 0, CPU)
    assert first.shape == (20, 32)
    assert torch.allclose(first, second, atol=1e-5)


def test_little_in_common_is_not_worth_a_pass():
    ids, prompts = texts([(10, (46, 46)), (10, (39, 41))])  # a tenth of 112 tokens is more than 10, of 100 it is 10
    assert [group.shared for group in shared.grouped(ids, prompts)] == [0, 10]


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 60), st.lists(st.integers(1, 40), min_size=1, max_size=5)), min_size=1, max_size=8
    ),
    st.integers(50, 400),
)
def test_slices_hold_every_row_once_and_keep_groups_whole(lengths, budget):
    ids, prompts = texts(lengths)
    runs = shared.slices(ids, prompts, budget)
    assert sorted(row for run in runs for row in run) == list(range(len(ids)))
    for group in shared.grouped(ids, prompts):
        assert len({place for place, run in enumerate(runs) if set(run) & set(group.rows)}) == 1


def test_a_causal_classifier_scores_candidates_together_as_alone(chat):
    model = RewardModel(TextEncoder(chat), ScalarHead())
    assert model.encoder.shares
    prompt = "question about rivers and boats in winter light with paper"
    candidates = [Example(prompt, text) for text in ("clear rivers", "vague boats and cats", "correct", "rude trains")]
    together = model.score(candidates).values
    alone = torch.cat([model.score([one]).values for one in candidates])
    assert torch.allclose(together, alone, atol=1e-5)
    assert together.std() > 1e-3
