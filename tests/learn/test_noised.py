"""Noise on what an encoder says: of the stated size, the same for the same example, and saved with the model."""

import pytest
import torch

from guerdon.learn import AttributeHead, Joined, Noised, Numbers, RewardModel
from guerdon.loading import load
from guerdon.types import Example

EXAMPLES = [Example(f"p{n}", f"{n / 100} {-n / 50} 1") for n in range(800)]


def test_the_noise_has_the_stated_size_and_belongs_to_the_example():
    clean, noised = Numbers(3)(EXAMPLES).pooled, Noised(Numbers(3), 2.0)(EXAMPLES).pooled
    noise = noised - clean
    assert noise.mean().item() == pytest.approx(0, abs=0.1)
    assert noise.std().item() == pytest.approx(2, abs=0.1)
    assert torch.corrcoef(noise.T)[0, 1].item() == pytest.approx(0, abs=0.1)
    assert torch.equal(Noised(Numbers(3), 2.0)(EXAMPLES[::-1]).pooled.flip(0), noised)
    assert not torch.equal(Noised(Numbers(3), 2.0, seed=1)(EXAMPLES).pooled, noised)
    assert torch.equal(Noised(Numbers(3), 0.0)(EXAMPLES).pooled, clean)
    assert Noised(Numbers(3))([]).pooled.shape == (0, 3)


def test_a_model_with_a_noised_expert_is_saved(tmp_path):
    encoder = Joined(Numbers(3), Noised(Numbers(3), 2.0, seed=4))
    assert encoder.blocks == {"response": 3, "noised response": 3}
    head = AttributeHead(["main", "bias"], ["main"], reads={"main": ["response"], "bias": ["noised response"]})
    model = RewardModel(encoder, head)
    with torch.no_grad():
        model.head.linear.weight.copy_(torch.arange(12.0).reshape(2, 6))
    model.save(tmp_path / "model")
    parts, again = (reward.score(EXAMPLES[:5]).parts for reward in (model, load(str(tmp_path / "model"))))
    assert torch.allclose(parts["bias"], again["bias"])
    assert torch.allclose(parts["main"], again["main"])


def test_only_frozen_encoders_take_noise(causal):
    from guerdon.learn import TextEncoder

    with pytest.raises(ValueError, match="needs a frozen encoder"):
        Noised(TextEncoder(causal))
