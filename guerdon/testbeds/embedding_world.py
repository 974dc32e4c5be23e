"""A world whose truth is a random function of an embedding, so that heads on that embedding could in principle be right."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.types import Example, Scores

REFERENCE = 100
"""Comparisons of the base world whose responses fix the unit of gold."""
Embed = Callable[[Sequence[Example]], Float[Tensor, "n width"]]


@dataclass(frozen=True)
class EmbeddingWorld(World):
    """The texts of another world under another truth: a fixed random network of their embedding, standardised.

    P(the better response is preferred) = sigmoid(quality * |gold_1 - gold_2|). A subclass says how examples are
    embedded; what stands in for gold is then within reach of any head on that embedding, so that what a reward gets
    wrong is due to the labels and the head, not to the encoder.

    Source: the simulated annotators of Sun et al. 2025, "Reusing Embeddings" (arXiv 2502.04357); there gold is an open
    reward model.
    """

    base: World
    seed: int = 0
    """Of the truth and of the annotators; the texts follow ``base``."""
    quality: float = 1.0
    """How well annotators see a gap of one gold standard deviation, in logits."""

    paper = Paper(
        "sun2025reusing",
        "Reusing Embeddings: Reproducible Reward Model Research in Large Language Model Alignment without GPUs",
        "Sun, Hao and Shen, Yunyi and Ton, Jean-Francois and van der Schaar, Mihaela", 2025, arxiv="2502.04357",
    )  # fmt: skip

    @abstractmethod
    def embed(self, examples: Sequence[Example]) -> Float[Tensor, "n width"]:
        """One vector for each example, of prompt and response together."""

    @property
    def gold(self) -> "RandomNetwork":
        return self.truth

    @cached_property
    def truth(self) -> "RandomNetwork":
        rows = list(self.base.comparisons(REFERENCE))
        return RandomNetwork(self.embed, [side for row in rows for side in (row.chosen, row.rejected)], self.seed)

    def comparisons(self, n: int) -> Comparisons:
        """The pairs of the base world, labelled anew."""
        rows = list(self.base.comparisons(n))
        first, second = (self.gold.score([getattr(row, side) for row in rows]) for side in ("chosen", "rejected"))
        wins = torch.sigmoid(self.quality * (first.require().values - second.require().values)).tolist()
        draws = np.random.default_rng(self.seed).random(n)
        return Comparisons.of(
            replace(
                row if draw < win else row.flipped(),
                target=1.0,
                agreement=win if draw < win else 1 - win,
                annotator=None,
                id="",
            )
            for row, win, draw in zip(rows, wins, draws, strict=True)
        )

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        """The candidates of the base world."""
        return self.base.candidates(prompts, n)


class RandomNetwork(Reward[Sequence[Example]]):
    """r = (w . tanh(W x) - mean) / sd, with x the embedding in standard units and random W and w."""

    def __init__(self, embed: Embed, reference: Sequence[Example], seed: int, hidden: int = 64) -> None:
        """Args: embed: examples to vectors; reference: examples that fix every unit; hidden: tanh units."""
        vectors = embed(reference)
        generator = torch.Generator().manual_seed(seed)
        self.embed = embed
        self.centre, self.spread = vectors.mean(0), vectors.std(0).clamp(min=1e-6)
        self.inner = torch.randn(vectors.shape[1], hidden, generator=generator) / vectors.shape[1] ** 0.5
        self.outer = torch.randn(hidden, generator=generator)
        raw = self.raw(vectors)
        self.mean, self.deviation = raw.mean(), raw.std()

    def raw(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        """The network's output in units of its own."""
        return torch.tanh((vectors - self.centre) / self.spread @ self.inner) @ self.outer

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores((self.raw(self.embed(batch)) - self.mean) / self.deviation)
