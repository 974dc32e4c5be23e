"""The reward of which logits are the values, against the plain model's logits and identities that hold exactly."""

from itertools import product
from pathlib import Path

import pytest
import torch

from guerdon.learn import BellmanReward, CausalEncoder, tiny
from guerdon.loading import load
from guerdon.types import Example

TEXTS = ["a b c d", "b a d", "c"]
EXAMPLES = [Example("a b", text) for text in TEXTS] + [Example("d", "b b b")]


def made(seed: int, scale: float = 20.0) -> CausalEncoder:
    """A model whose logits are far from equal."""
    encoder = CausalEncoder(tiny(TEXTS, width=16, layers=1, heads=2, window=32, seed=seed), language=True)
    encoder.model.get_input_embeddings().weight.data *= scale
    return encoder


def plain(encoder: CausalEncoder, example: Example) -> tuple[torch.Tensor, torch.Tensor]:
    """The logits before each token of the response, and the tokens, by the plain model on one text."""
    start = encoder.tokenizer(f"<user>{example.prompt}<end><assistant>", add_special_tokens=False)["input_ids"]
    own = encoder.tokenizer(example.response, add_special_tokens=False)["input_ids"]
    with torch.no_grad():
        logits = encoder.model(torch.tensor([start + own])).logits[0]
    return logits[len(start) - 1 : -1], torch.tensor(own)


def by_hand(encoder: CausalEncoder, example: Example, value: str) -> list[float]:
    logits, ids = plain(encoder, example)
    rows = [row - row.mean() for row in logits]
    value_of = {
        "max": lambda row: row.max(),
        "logsumexp": lambda row: row.exp().sum().log(),
        "expected": lambda row: (row.exp() / row.exp().sum()) @ row,
    }[value]
    values = [float(value_of(row)) for row in rows]
    return [float(rows[t][ids[t]]) - (values[t + 1] if t + 1 < len(ids) else 0.0) for t in range(len(ids))]


@pytest.mark.parametrize("value", ["max", "logsumexp", "expected"])
def test_step_rewards_are_what_the_plain_logits_give(value):
    encoder = made(0)
    scores = BellmanReward(encoder, value).score(EXAMPLES)
    for example, steps, ends in zip(EXAMPLES, scores.dense.values, scores.dense.ends, strict=True):
        assert steps.tolist() == pytest.approx(by_hand(encoder, example, value), abs=1e-4)
        assert ends.tolist() == [1 + 2 * place for place in range(len(steps))]
    assert scores.values.tolist() == pytest.approx([float(steps.sum()) for steps in scores.dense.values])


def test_the_soft_sum_is_the_likelihood_and_a_constant_of_the_prompt():
    encoder = made(1, scale=8.0)
    reward = BellmanReward(encoder, "logsumexp")
    logprobs = []
    for example in EXAMPLES:
        logits, ids = plain(encoder, example)
        logprobs.append(float(logits.log_softmax(-1).gather(1, ids[:, None]).sum()))
    start = torch.stack([values[0] for values in reward.potentials(EXAMPLES)])
    assert (reward.score(EXAMPLES).values - start).tolist() == pytest.approx(logprobs, abs=1e-5)
    assert start[:3].tolist() == pytest.approx([float(start[0])] * 3, abs=1e-5)
    assert abs(start[0] - start[3]) > 1e-3


def test_each_soft_step_is_a_log_probability_and_a_difference_of_potentials():
    encoder = made(8, scale=8.0)
    reward = BellmanReward(encoder, "logsumexp")
    for example, steps, potentials in zip(
        EXAMPLES, reward.score(EXAMPLES).dense.values, reward.potentials(EXAMPLES), strict=True
    ):
        logits, ids = plain(encoder, example)
        shaped = logits.log_softmax(-1).gather(1, ids[:, None])[:, 0]
        after = torch.cat([potentials[1:], potentials.new_zeros(1)])
        assert torch.allclose(steps, shaped + potentials - after, atol=1e-5)


def test_a_shift_of_all_logits_of_a_state_changes_nothing():
    encoder = made(2)
    before = BellmanReward(encoder).score(EXAMPLES)
    encoder.model.lm_head.bias = torch.nn.Parameter(torch.full((encoder.model.config.vocab_size,), 7.0))
    after = BellmanReward(encoder).score(EXAMPLES)
    assert torch.allclose(before.values, after.values, atol=1e-4)


def test_value_iteration_on_the_steps_finds_the_most_likely_text():
    # With the soft value the return of a text is its log-likelihood and a constant: the best of all texts is the same.
    encoder = made(3, scale=3.0)
    texts = [Example("a", " ".join(words)) for words in product("abcd", repeat=3)]
    returns = BellmanReward(encoder, "logsumexp").score(texts).values
    logprobs = torch.stack([(p := plain(encoder, e))[0].log_softmax(-1).gather(1, p[1][:, None]).sum() for e in texts])
    assert int(returns.argmax()) == int(logprobs.argmax())
    assert torch.equal(returns.argsort(), logprobs.argsort())


def test_it_is_saved_and_loaded(tmp_path: Path):
    reward = BellmanReward(made(6), "logsumexp")
    reward.save(tmp_path / "saved")
    assert torch.allclose(load(tmp_path / "saved").score(EXAMPLES).values, reward.score(EXAMPLES).values, atol=1e-5)


def test_what_is_wrong_is_said_in_one_line():
    with pytest.raises(ValueError, match="value='mean' is not known; use one of max, logsumexp, expected"):
        BellmanReward(made(0), "mean")


def test_a_text_without_tokens_earns_nothing():
    scores = BellmanReward(made(0)).score([Example("a", ""), Example("a", "b")])
    assert scores.values[0] == 0
    assert scores.dense.values[0].shape == (0,)
