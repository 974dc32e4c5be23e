"""A world of vectors with words around them, so that responses have a length."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.surface import log_words
from guerdon.testbeds.vectors import VectorWorld, labelled, written
from guerdon.types import Example, Scores

TYPICAL = 40
"""Words of filler, at the median."""
SPREAD = 0.6
"""The standard deviation of their logarithm."""


@dataclass(frozen=True)
class Wordy(VectorWorld):
    """Numbers followed by filler: the truth is linear in the numbers, and annotators like what is long.

    The last number is no content but a trace of the length, as a text's embedding has one. ``length_worth`` makes length
    truly good, which a remedy against the bias cannot tell from the bias.

    P(first preferred) = sigmoid(quality * (gold_1 - gold_2) + length_bias * (log words_1 - log words_2))
    """

    width: int = 12
    quality: float = 2.0
    length_bias: float = 4.0
    """How many logits annotators give for e times as many words."""
    length_worth: float = 0.0
    """How much gold there is in e times as many words."""
    trace: float = 0.8
    """The correlation of the last number with log words."""

    @property
    def weights(self) -> Float[Tensor, "content"]:
        """What each number is worth; of length 1, so that the content of gold has variance 1."""
        drawn = torch.randn(self.width - 1, generator=torch.Generator().manual_seed(self.seed))
        return drawn / drawn.norm()

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        return vectors[:, :-1] @ self.weights

    @property
    def gold(self) -> Reward[Sequence[Example]]:
        return WordyGold(self, self.length_worth)

    def responses(self, n: int, purpose: int) -> list[str]:
        """Texts: numbers and filler."""
        drawn = self.vectors(n, purpose)
        size = np.random.default_rng([self.seed, purpose, 1]).normal(size=n)
        drawn[:, -1] = self.trace * size + np.sqrt(1 - self.trace**2) * drawn[:, -1]
        words = np.round(TYPICAL * np.exp(SPREAD * size)).astype(int)
        return [f"{written(row)}{' so' * int(k)}" for row, k in zip(drawn, words, strict=True)]

    def comparisons(self, n: int) -> Comparisons:
        texts = self.responses(2 * n, purpose=0)
        pairs = [
            (Example(f"task {row}", first), Example(f"task {row}", second))
            for row, (first, second) in enumerate(zip(texts[::2], texts[1::2], strict=True))
        ]
        taste = WordyGold(self, self.length_worth + self.length_bias / self.quality)
        return labelled(pairs, taste, self.quality, self.flips, self.seed)

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        texts = self.responses(prompts * n, purpose=1)
        return [
            tuple(Example(f"open task {row}", text) for text in texts[row * n : (row + 1) * n])
            for row in range(prompts)
        ]


@dataclass(frozen=True)
class WordyGold(Reward[Sequence[Example]]):
    """The truth of a wordy world, at a worth of length that annotators may see otherwise."""

    world: Wordy
    worth: float

    def score(self, batch: Sequence[Example]) -> Scores:
        rows = [[float(word) for word in one.response.split()[: self.world.width]] for one in batch]
        words = torch.tensor([log_words(one.response) for one in batch])
        return Scores(self.world.truth(torch.tensor(rows)) + self.worth * words)
