"""A world of vectors: responses are numbers, and the truth is any function of them."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.types import Comparison, Example, Scores


@dataclass(frozen=True)
class VectorWorld(World):
    """Prompts that are names, responses that are standard normal vectors written with three decimals.

    A subclass says what is true. P(the first of a pair is preferred) = sigmoid(quality * (gold_1 - gold_2)), and then
    a share ``flips`` of the labels is turned round.
    """

    width: int = 16
    """Numbers in a response."""
    seed: int = 0
    quality: float = 3.0
    """How well annotators see a gap of 1, in logits; infinite for labels without noise."""
    flips: float = 0.0

    @abstractmethod
    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        """How good responses are."""

    @property
    def gold(self) -> Reward[Sequence[Example]]:
        return VectorGold(self)

    def vectors(self, n: int, purpose: int) -> Float[np.ndarray, "n width"]:
        """Responses; another purpose draws others."""
        return np.random.default_rng([self.seed, purpose]).normal(size=(n, self.width))

    def comparisons(self, n: int) -> Comparisons:
        """Pairs drawn at random, each of a prompt of its own."""
        drawn = self.vectors(2 * n, purpose=0)
        pairs = [
            (Example(f"task {row}", written(drawn[2 * row])), Example(f"task {row}", written(drawn[2 * row + 1])))
            for row in range(n)
        ]
        return labelled(pairs, self.gold, self.quality, self.flips, self.seed)

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        drawn = self.vectors(prompts * n, purpose=1).reshape(prompts, n, self.width)
        return [tuple(Example(f"open task {row}", written(one)) for one in some) for row, some in enumerate(drawn)]


@dataclass(frozen=True)
class VectorGold(Reward[Sequence[Example]]):
    """The truth of a world of vectors, read from the numbers of a response."""

    world: VectorWorld

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(self.world.truth(numbers(batch)))


def numbers(batch: Sequence[Example]) -> Float[Tensor, "n width"]:
    """The vectors that responses are written from."""
    return torch.tensor([list(map(float, one.response.split())) for one in batch])


def written(vector: Float[np.ndarray, "width"]) -> str:
    """Numbers as text, three decimals each."""
    return " ".join(f"{value:.3f}" for value in vector)


def labelled(
    pairs: Sequence[tuple[Example, Example]],
    gold: Reward[Sequence[Example]],
    quality: float,
    flips: float = 0.0,
    seed: int = 0,
) -> Comparisons:
    """Comparisons of pairs by an annotator who sees gold gaps with the given quality; ``agreement`` is the probability.

    Args:
        pairs: two responses to one prompt each.
        gold: the true reward.
        quality: logits for a gap of 1; infinite for labels without noise.
        flips: the share of labels that is turned round after that.
        seed: of the annotator.
    """
    first, second = (gold.score([pair[side] for pair in pairs]).require().values.double() for side in (0, 1))
    gaps = first - second
    wins = torch.sigmoid(quality * gaps) if np.isfinite(quality) else (gaps > 0).double()
    return drawn(pairs, (1 - flips) * wins + flips * (1 - wins), seed)


def drawn(pairs: Sequence[tuple[Example, Example]], wins: Float[Tensor, "n"], seed: int) -> Comparisons:
    """Comparisons of pairs whose first response wins with the given probabilities, noted as ``agreement``."""
    draws = np.random.default_rng([seed, 2]).random(len(pairs))
    return Comparisons.of(
        Comparison(*(pair if draw < win else pair[::-1]), agreement=win if draw < win else 1 - win)
        for pair, win, draw in zip(pairs, wins.tolist(), draws, strict=True)
    )
