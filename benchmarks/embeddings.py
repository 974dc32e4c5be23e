"""From comparisons to a trained reward with every vector known already: how time and memory grow with their number."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import tyro
from datasets import Dataset, disable_progress_bars
from jaxtyping import Float
from measuring import finish, fresh

from guerdon.learn import Encoded, Encoder, FullBatch, RewardModel, ScalarHead, SentenceEmbedder, fit
from guerdon.learn.encoders.cache import Vectors
from guerdon.records import Comparisons
from guerdon.types import Example

BUDGET_MEGABYTES = 4000.0
PAIRS_A_PROMPT = 4
TEST_PAIRS = 8192
CHUNK = 8192
"""Pairs that are made together."""


def main(limit: int = 1_000_000, sizes: int = 3, seed: int = 0, trained: Path | None = None) -> None:
    """Learns from growing parts of as many comparisons of 384-d features, each part in a process of its own.

    The vectors are random ones under MiniLM's name, in a cache of the benchmark's own; labels follow a linear reward with
    noise. The time goes from the comparisons, a table on disk, to a trained reward: decoding, looking vectors up, the
    choice of a penalty by validation and the last fit. ``ratio`` is the budget of memory over the peak of the largest.

    Args:
        limit: How many comparisons the largest part has; each part has three times as many as the one before.
        sizes: How many parts.
        seed: Another seed, other vectors.
        trained: Learn from a table that is there, write what came of it into this folder's ``fit.json``, and print nothing.
    """
    if trained:
        learn(trained, limit, seed)
        return
    counts = [round(limit / 3**power) for power in reversed(range(sizes))]
    found: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        disable_progress_bars()
        os.environ["GUERDON_CACHE"] = str(folder / "cache")
        Dataset.from_generator(drawn, gen_kwargs={"n": TEST_PAIRS + limit, "seed": seed}).save_to_disk(folder / "pairs")
        for count in counts:
            command = [sys.executable, __file__, "--limit", str(count), "--seed", str(seed), "--trained", str(folder)]
            usage = fresh(command)
            found.append(json.loads((folder / "fit.json").read_text()) | {"megabytes": usage.peak_megabytes})
    finish(
        "embeddings",
        BUDGET_MEGABYTES / found[-1]["megabytes"],
        features=Vector().width,
        comparisons=counts,
        seconds=[row["seconds"] for row in found],
        microseconds_a_comparison=[1e6 * row["seconds"] / count for row, count in zip(found, counts, strict=True)],
        peak_megabytes=[row["megabytes"] for row in found],
        budget_megabytes=BUDGET_MEGABYTES,
        accuracy=[row["accuracy"] for row in found],
        best_possible_accuracy=[row["truth"] for row in found],
        threads=torch.get_num_threads(),
    )


class Vector(Encoder):
    """The cached vector of the response alone."""

    frozen = True

    def __init__(self) -> None:
        super().__init__()
        self.embedder = SentenceEmbedder()
        self.blocks = {"content": self.embedder.width}

    def forward(self, items: Sequence[Example]) -> Encoded:
        vectors = self.embedder([item.response for item in items])
        return Encoded(torch.from_numpy(vectors), self.blocks, tuple(items))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Vector":
        return cls()


def drawn(n: int, seed: int) -> Iterator[dict[str, str]]:
    """Pairs whose vectors are put into the cache, each turned to where a noisy judge of linear taste prefers the first."""
    embedder = SentenceEmbedder()
    generator = np.random.default_rng(seed)
    taste = truth(seed)
    for start in range(0, n, CHUNK):
        rows = range(start, min(start + CHUNK, n))
        texts = [f"answer {row} {side}" for row in rows for side in "ab"]
        values = generator.normal(size=(len(texts), embedder.width)).astype(np.float32)
        embedder.cache.look_up(texts, partial(vectors_of, dict(zip(texts, values, strict=True))))
        gaps = values.reshape(len(rows), 2, -1) @ taste
        first = generator.random(len(rows)) < 1 / (1 + np.exp(-(gaps[:, 0] - gaps[:, 1])))
        for place, row in enumerate(rows):
            chosen, rejected = ("ab", "ba")[not first[place]]
            yield {
                "prompt": f"prompt {row // PAIRS_A_PROMPT}",
                "chosen": f"answer {row} {chosen}",
                "rejected": f"answer {row} {rejected}",
            }


def vectors_of(known: Mapping[str, Float[np.ndarray, "width"]], texts: Sequence[str]) -> Vectors:
    """The vectors that some texts are given."""
    return Vectors(np.stack([known[text] for text in texts]), np.full(len(texts), 5))


def truth(seed: int) -> Float[np.ndarray, "width"]:
    """The weights of the judge's taste: gaps have a standard deviation of 2."""
    width = SentenceEmbedder().width
    return np.random.default_rng((seed, 1)).normal(size=width) * (2 / width) ** 0.5


def learn(folder: Path, count: int, seed: int) -> None:
    """Tests on the first comparisons of a table, trains on those after them, and writes the figures."""
    pairs = Comparisons(Dataset.load_from_disk(folder / "pairs"))
    model = RewardModel(Vector(), ScalarHead())
    started = time.perf_counter()
    fit(model, pairs.select(range(TEST_PAIRS, TEST_PAIRS + count)), solver=FullBatch(), seed=seed)
    seconds = time.perf_counter() - started
    encoder = Vector()
    test = list(pairs.select(range(TEST_PAIRS)))
    responses = [row.chosen for row in test] + [row.rejected for row in test]
    chosen, rejected = model.score(responses).values.chunk(2)
    best = torch.from_numpy(encoder.embedder([each.response for each in responses]) @ truth(seed)).chunk(2)
    figures = {
        "seconds": seconds,
        "accuracy": (chosen > rejected).double().mean().item(),
        "truth": (best[0] > best[1]).double().mean().item(),
    }
    (folder / "fit.json").write_text(json.dumps(figures))


if __name__ == "__main__":
    tyro.cli(main)
