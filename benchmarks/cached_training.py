"""Training on embeddings that are known already: 9,000 pairs, and ``guerdon train`` for the second time."""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import tyro
from jaxtyping import Float
from measuring import finish, fresh
from sklearn.linear_model import LogisticRegression

from guerdon.learn import FullBatch, Interaction, RewardModel, ScalarHead, SentenceEmbedder
from guerdon.learn import fit as learn
from guerdon.learn.encoders.cache import Vectors
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

BUDGET_SECONDS = 5.0
PAIRS_A_PROMPT = 4
TEST_SHARE = 0.1


def main(limit: int = 9000, train_pairs: int = 400, seed: int = 0) -> None:
    """Fits a reward to pairs with cached vectors, and scikit-learn to the differences of the same features.

    The vectors are random ones under MiniLM's name, put into a cache of the benchmark's own; labels follow a linear
    reward with noise. guerdon's time has everything from comparisons to the trained reward: looking vectors up,
    features, the choice of the penalty, and the last fit. scikit-learn's has the same choice among the same penalties
    and the last fit, on difference features that lie ready in memory. Then the command trains twice on generated
    errands, with a cache that is empty at first.

    Args:
        limit: How many pairs.
        train_pairs: How many pairs the command trains on.
        seed: Another seed, other pairs.
    """
    with tempfile.TemporaryDirectory() as cache:
        os.environ["GUERDON_CACHE"] = cache
        model = RewardModel(Interaction(), ScalarHead())
        pairs = labelled(drawn_pairs(model, limit, seed), model, seed)
        train, test = pairs.split(TEST_SHARE, seed)
        train, validation = train.split(TEST_SHARE, seed, purpose="validation")
        started = time.perf_counter()
        fitted = learn(model, train, validation=validation, seed=seed)
        own_seconds = time.perf_counter() - started
        rows = list(test)
        chosen, rejected = (model.score([getattr(row, side) for row in rows]).values for side in ("chosen", "rejected"))
        parts = [differences(model, part) for part in (train, validation, test)]
        started = time.perf_counter()
        peer, l2 = best_logistic(*parts[:2])
        peer_seconds = time.perf_counter() - started
        first, second = train_twice(train_pairs, Path(cache))
    finish(
        "cached_training",
        peer_seconds / own_seconds,
        pairs=len(train) + len(validation),
        features=model.encoder.width,
        guerdon_seconds=own_seconds,
        budget_seconds=BUDGET_SECONDS,
        peer_seconds=peer_seconds,
        guerdon_accuracy=(chosen > rejected).float().mean().item(),
        peer_accuracy=float((parts[2] @ peer.coef_[0] > 0).mean()),
        held_out=len(test),
        guerdon_l2=float(fitted.chosen["l2"]),
        peer_l2=l2,
        command_pairs=train_pairs,
        first_train_seconds=first,
        second_train_seconds=second,
        second_train_ratio=first / second,
    )


def drawn_pairs(model: RewardModel, limit: int, seed: int) -> Comparisons:
    """Pairs of short texts, whose vectors are put into the cache."""
    names = [(f"prompt {row // PAIRS_A_PROMPT}", f"answer {row} a", f"answer {row} b") for row in range(limit)]
    generator = np.random.default_rng(seed)
    for embedder, texts in (
        (model.encoder.prompts, sorted({prompt for prompt, _, _ in names})),
        (model.encoder.responses, [answer for _, *answers in names for answer in answers]),
    ):
        fill(embedder, texts, generator)
    return Comparisons.of(Comparison(Example(p, first), Example(p, second)) for p, first, second in names)


def fill(embedder: SentenceEmbedder, texts: Sequence[str], generator: np.random.Generator) -> None:
    """Gives texts random vectors of length 1."""

    def draw(some: Sequence[str]) -> Vectors:
        values = generator.normal(size=(len(some), embedder.width)).astype(np.float32)
        return Vectors(values / np.linalg.norm(values, axis=1, keepdims=True), np.full(len(some), 5))

    embedder.cache.look_up(texts, draw)


def labelled(pairs: Comparisons, model: RewardModel, seed: int) -> Comparisons:
    """The pairs, each turned to where a noisy judge of linear taste prefers the first."""
    gaps = differences(model, pairs)
    gaps = gaps @ np.random.default_rng((seed, 1)).normal(size=gaps.shape[1])
    noise = Random(seed)
    return Comparisons.of(
        row if gap + noise.gauss(0, gaps.std() / 2) > 0 else Comparison(row.rejected, row.chosen)
        for row, gap in zip(pairs, gaps, strict=True)
    )


def differences(model: RewardModel, pairs: Comparisons) -> Float[np.ndarray, "n width"]:
    """The features of the chosen response minus those of the rejected one."""
    rows = list(pairs)
    chosen, rejected = (model.encoder([getattr(row, side) for row in rows]).pooled for side in ("chosen", "rejected"))
    return (chosen - rejected).numpy()


def best_logistic(
    train: Float[np.ndarray, "n width"], validation: Float[np.ndarray, "m width"]
) -> tuple[LogisticRegression, float]:
    """The regression of the best of guerdon's penalties on validation, fitted to both parts at last."""
    spread = train.std(0)

    def fitted(rows: Float[np.ndarray, "k width"], l2: float) -> LogisticRegression:
        mirrored = np.concatenate([rows, -rows]) / spread  # an even number of each class, and no side is favoured
        target = np.repeat([1, 0], len(rows))
        regression = LogisticRegression(C=1 / (2 * l2 * len(mirrored)), fit_intercept=False, max_iter=1000)
        regression.fit(mirrored, target)
        regression.coef_ = regression.coef_ / spread
        return regression

    def loss(regression: LogisticRegression) -> float:
        return float(np.logaddexp(0, -validation @ regression.coef_[0]).mean())

    best = min(FullBatch().l2, key=lambda l2: loss(fitted(train, l2)))
    both = np.concatenate([train, validation])
    return fitted(both, best), best


def train_twice(pairs: int, folder: Path) -> tuple[float, float]:
    """The seconds of the command ``guerdon train`` on generated errands, without and with what the first one cached."""
    command = [sys.executable, "-m", "guerdon", "train", f"testbed:errands?pairs={pairs}", "--json", "--out"]
    first, second = (fresh([*command, str(folder / name)], {"HF_HUB_OFFLINE": "1"}) for name in ("first", "second"))
    return first.seconds, second.seconds


if __name__ == "__main__":
    tyro.cli(main)
