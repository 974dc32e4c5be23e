"""Rewards as TRL's trainers take them: a name, a call with columns, a number for each completion."""

import math
from pathlib import Path

import pytest
import torch
from datasets import Dataset
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from guerdon.learn import RewardModel, ScalarHead, TextEncoder
from guerdon.shape import Measure
from guerdon.types import Example, ScoringError

trl = pytest.importorskip("trl")


@pytest.fixture(scope="module")
def model(bert) -> RewardModel:
    return RewardModel(TextEncoder(bert), ScalarHead())


COLUMNS = {"completion_ids": [[1, 2], [3]], "source": ["x", "y"], "trainer_state": object(), "log_metric": print}


def test_texts_give_a_number_each(model):
    expected = model.score([Example("cats", "clear"), Example("boats", "wrong")]).values.tolist()
    assert model(prompts=["cats", "boats"], completions=["clear", "wrong"], **COLUMNS) == expected
    assert all(isinstance(value, float) for value in expected)


def test_chats_give_a_number_each(model):
    prompts = [[{"role": "user", "content": "cats"}], [{"role": "user", "content": "boats"}]]
    completions = [[{"role": "assistant", "content": "clear"}], [{"role": "assistant", "content": "wrong"}]]
    expected = model.score([Example("cats", "clear"), Example("boats", "wrong")]).values.tolist()
    assert model(prompts=prompts, completions=completions, **COLUMNS) == pytest.approx(expected, abs=1e-6)


def test_a_failure_is_raised_and_never_a_number(bert):
    broken = RewardModel(TextEncoder(bert), ScalarHead())
    broken.head.linear.weight.data.fill_(math.nan)
    with pytest.raises(ScoringError, match="2 of 2 scores failed"):
        broken(prompts=["cats", "boats"], completions=["clear", "wrong"], **COLUMNS)


def test_a_trainer_learns_from_rewards_of_every_kind(model, chat, tmp_path: Path):
    tokenizer = AutoTokenizer.from_pretrained(chat, padding_side="left")
    tokenizer.chat_template, tokenizer.pad_token = None, tokenizer.eos_token
    torch.manual_seed(0)
    policy = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
            intermediate_size=32, max_position_embeddings=64, pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id, bos_token_id=None,
        )
    )  # fmt: skip
    rewards = [model, Measure("log_words"), (0.5 * model).named("half")]
    trainer = trl.GRPOTrainer(
        model=policy,
        processing_class=tokenizer,
        reward_funcs=rewards,
        train_dataset=Dataset.from_dict({"prompt": ["cats", "boats"] * 2, "source": ["x", "y"] * 2}),
        args=trl.GRPOConfig(
            output_dir=str(tmp_path), max_steps=1, num_generations=4, per_device_train_batch_size=4,
            max_completion_length=6, report_to=[], use_cpu=True, bf16=False, logging_steps=1, save_strategy="no",
        ),
    )  # fmt: skip
    assert trainer.reward_func_names == ["RewardModel", "Measure", "half"]
    trainer.train()
    logged = trainer.state.log_history[0]
    assert all(math.isfinite(logged[f"rewards/{name}/mean"]) for name in trainer.reward_func_names)
    assert logged["rewards/half/mean"] == pytest.approx(logged["rewards/RewardModel/mean"] / 2, rel=1e-4)
