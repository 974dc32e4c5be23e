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
from measuring import Usage, by_turns, finish, fresh
from sklearn.linear_model import LogisticRegression

from guerdon.learn import FullBatch, Interaction, RewardModel, ScalarHead, SentenceEmbedder
from guerdon.learn import fit as learn
from guerdon.learn.encoders.cache import Vectors
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

BUDGET_SECONDS = 5.0
PAIRS_A_PROMPT = 4
TEST_SHARE = 0.1


def main(limit: int = 9000, rounds: int = 3, train_pairs: int = 400, seed: int = 0) -> None:
    """Fits a reward to pairs with cached vectors, and scikit-learn to the differences of the same features.

    The vectors are random ones under MiniLM's name, put into a cache of the benchmark's own; labels follow a linear
    reward with noise. The time of both goes from comparisons to a trained reward: looking vectors up, features, the
    choice among as many penalties by validation, and the last fit on all. What scikit-learn takes for the fits alone
    stands beside it. Then the command trains twice on generated errands, with nothing cached at first.

    Args:
        limit: How many pairs to learn from; a tenth of them is validated on.
        rounds: How often each side is trained.
        train_pairs: How many pairs the command trains on.
        seed: Another seed, other pairs.
    """
    fit_seconds: list[float] = []
    with tempfile.TemporaryDirectory() as cache:
        os.environ["GUERDON_CACHE"] = cache
        known = fresh_model()
        pairs = labelled(drawn_pairs(known, round(limit / (1 - TEST_SHARE)), seed), known, seed)
        train, test = pairs.split(TEST_SHARE, seed)
        train, validation = train.split(TEST_SHARE, seed, purpose="validation")

        def scikit_learn() -> LogisticRegression:
            features = differences(fresh_model(), train), differences(fresh_model(), validation)
            started = time.perf_counter()
            regression = best_logistic(*features)
            fit_seconds.append(time.perf_counter() - started)
            return regression

        def guerdon() -> RewardModel:
            model = fresh_model()
            learn(model, train, validation=validation, seed=seed)
            return model

        gaps = differences(known, test) @ scikit_learn().coef_[0]
        chosen, rejected = guerdon().score(responses(test)).values.chunk(2)
        fit_seconds.clear()
        turns = by_turns(scikit_learn, guerdon, rounds)
        first, second = train_twice(train_pairs, Path(cache))
    finish(
        "cached_training",
        turns.ratio,
        cpu_ratio=turns.cpu_ratio,
        pairs=len(train) + len(validation),
        features=known.encoder.width,
        budget_seconds=BUDGET_SECONDS,
        guerdon_seconds=turns.own,
        guerdon_cpu_seconds=turns.own_cpu,
        peer_seconds=turns.peer,
        peer_cpu_seconds=turns.peer_cpu,
        peer_fit_seconds=fit_seconds,
        guerdon_accuracy=(chosen > rejected).float().mean().item(),
        peer_accuracy=float((gaps > 0).mean()),
        held_out=len(test),
        command_pairs=train_pairs,
        first_train_seconds=first.seconds,
        second_train_seconds=second.seconds,
        second_train_ratio=first.seconds / second.seconds,
        second_train_cpu_ratio=first.cpu_seconds / second.cpu_seconds,
    )


def fresh_model() -> RewardModel:
    return RewardModel(Interaction(), ScalarHead())


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
    chosen, rejected = model.encoder(responses(pairs)).pooled.chunk(2)
    return (chosen - rejected).numpy()


def responses(pairs: Comparisons) -> list[Example]:
    """Every chosen response, then every rejected one."""
    rows = list(pairs)
    return [row.chosen for row in rows] + [row.rejected for row in rows]


def best_logistic(train: Float[np.ndarray, "n width"], validation: Float[np.ndarray, "m width"]) -> LogisticRegression:
    """The regression with the penalty that does best on validation, fitted to both parts at last."""
    spread = train.std(0)

    def fitted(rows: Float[np.ndarray, "k width"], l2: float) -> LogisticRegression:
        sides = np.where(np.arange(len(rows)) % 2, -1.0, 1.0)  # without an intercept, a turned pair says the same
        regression = LogisticRegression(C=1 / (2 * l2 * len(rows)), fit_intercept=False, max_iter=1000)
        regression.fit(sides[:, None] * rows / spread, sides)
        regression.coef_ = regression.coef_ / spread
        return regression

    def loss(regression: LogisticRegression) -> float:
        return float(np.logaddexp(0, -validation @ regression.coef_[0]).mean())

    best = min(FullBatch().l2, key=lambda l2: loss(fitted(train, l2)))
    both = np.concatenate([train, validation])
    return fitted(both, best)


def train_twice(pairs: int, folder: Path) -> tuple[Usage, Usage]:
    """What ``guerdon train`` on generated errands takes, without and with what the first one cached."""
    command = [sys.executable, "-m", "guerdon", "train", f"testbed:errands?pairs={pairs}", "--json", "--out"]
    first, second = (fresh([*command, str(folder / name)], {"HF_HUB_OFFLINE": "1"}) for name in ("first", "second"))
    return first, second


if __name__ == "__main__":
    tyro.cli(main)
