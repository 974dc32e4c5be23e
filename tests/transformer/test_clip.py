"""A CLIP with random weights in a folder as the hub holds one: the loading path, and what its vectors are."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as Pillow
from transformers import CLIPConfig, CLIPModel, CLIPTokenizer

from guerdon.errors import GuerdonError
from guerdon.saving import pack, unpack
from guerdon.transformer import CLIP, ImageText, Phrased

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SIZE = 16


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    place: Path = tmp_path_factory.mktemp("clip")
    words = [*LETTERS, *(f"{letter}</w>" for letter in LETTERS), "<|startoftext|>", "<|endoftext|>"]
    (place / "vocab.json").write_text(json.dumps({word: row for row, word in enumerate(words)}))
    (place / "merges.txt").write_text("#version: 0.2\n")
    CLIPTokenizer.from_pretrained(place).save_pretrained(place)
    layers = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    text = {**layers, "vocab_size": len(words), "max_position_embeddings": 12, "bos_token_id": 52, "eos_token_id": 53}
    vision = {**layers, "image_size": SIZE, "patch_size": 8}
    torch.manual_seed(0)
    CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=8)).save_pretrained(place)
    settings = {
        "image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": SIZE},
        "crop_size": {"height": SIZE, "width": SIZE}, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
    }  # fmt: skip
    (place / "preprocessor_config.json").write_text(json.dumps(settings))
    return str(place)


def pictures() -> list[torch.Tensor]:
    return [torch.from_numpy(np.random.default_rng(seed).random((20, 28, 3))).float() for seed in range(3)]


def test_vectors_are_those_of_transformers(folder):
    encoder = CLIP(folder)
    texts = ["a dog", "a red cat"]
    model, tokenizer, _ = encoder.loaded
    with torch.no_grad():
        whole = model(
            **tokenizer(texts, padding=True, return_tensors="pt"),
            pixel_values=torch.cat([by_hand(each) for each in pictures()]),
        )
    assert torch.allclose(encoder.read(texts), whole.text_embeds, atol=1e-5)
    assert torch.allclose(encoder.see(pictures()), whole.image_embeds, atol=1e-4)
    assert torch.allclose(encoder.see(pictures()).norm(dim=1), torch.ones(3))
    # padding changes nothing
    assert torch.allclose(encoder.read(["a dog"])[0], encoder.read(texts)[0], atol=1e-5)


def by_hand(picture: torch.Tensor) -> torch.Tensor:
    """The shorter side to 16 pixels by Pillow's bicubic filter, the middle, and numbers from -1 to 1."""
    small = Pillow.fromarray((picture * 255).round().byte().numpy()).resize((22, 16), Pillow.Resampling.BICUBIC)
    middle = torch.from_numpy(np.array(small)[:, 3:19]).float() / 255
    return ((middle - 0.5) / 0.5).permute(2, 0, 1)[None]


def test_a_long_text_is_refused_and_not_cut(folder):
    encoder = CLIP(folder)
    assert encoder.refuses("a b c d e f g h i j") is None  # twelve tokens with the two marks
    assert "has 13 tokens, and" in str(encoder.refuses("a b c d e f g h i j k"))
    with pytest.raises(GuerdonError, match="reads 12: shorten it"):
        encoder.read(["a", "a b c d e f g h i j k"])
    assert "has 13 tokens" in str(Phrased(encoder, ("a b c d e {} g h i j k",)).refuses("f"))


def test_saved_it_is_its_name(folder, tmp_path):
    again = unpack(ImageText, pack(CLIP(folder), tmp_path), tmp_path)
    assert torch.equal(again.read(["a dog"]), CLIP(folder).read(["a dog"]))


def test_nothing_gives_nothing(folder):
    assert len(CLIP(folder).see([])) == len(CLIP(folder).read([])) == 0


def test_what_is_no_clip_is_named(tmp_path):
    with pytest.raises(GuerdonError, match="cannot be loaded as a model of images and texts"):
        CLIP(str(tmp_path)).read(["a"])


def test_sentences_are_averaged_and_stay_shorter_than_1(folder):
    encoder = CLIP(folder)
    both = Phrased(encoder, ("a {}", "the {} of b")).read(["dog", "c{}t"])
    alone = [encoder.read(["a dog", "a c{}t"]), encoder.read(["the dog of b", "the c{}t of b"])]
    assert torch.allclose(both, (alone[0] + alone[1]) / 2, atol=1e-6)
    assert (both.norm(dim=1) < 1).all()
    with pytest.raises(ValueError, match=r"has one \{\}"):
        Phrased(encoder, ("a {} or {}",))
    with pytest.raises(ValueError, match="at least one"):
        Phrased(encoder, ())
