"""A bandit: a few responses, of which most are rarely compared."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.records import Comparisons
from guerdon.testbeds.vectors import VectorWorld, labelled, written
from guerdon.types import Comparison, Example


@dataclass(frozen=True)
class Arms(VectorWorld):
    """``width`` arms, each a row of the identity, their worth uniform in 0 to 1.

    Nearly all comparisons are of the first two arms; the rest are shared evenly by the others, each against one of the
    first two. What is learned of a rare arm rests on a label or two.

    Source: the hard instance of Zhu, Jordan & Jiao 2024 (arXiv 2401.16335), with more arms.
    """

    width: int = 10
    """How many arms."""
    rare: float = 0.01
    """The share of the comparisons that have a rare arm in them; one each at least."""

    @property
    def worth(self) -> Float[np.ndarray, "width"]:
        """The true reward of each arm."""
        return np.random.default_rng([self.seed, 3]).random(self.width)

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        return vectors @ torch.from_numpy(self.worth).to(vectors)

    def example(self, arm: int, prompt: str) -> Example:
        """An arm as the response to a prompt."""
        return Example(prompt, written(np.eye(self.width)[arm]))

    def comparisons(self, n: int) -> Comparisons:
        rng = np.random.default_rng([self.seed, 4])
        few = max(self.width - 2, round(self.rare * n))
        arms = [(rng.integers(2), 2 + row % (self.width - 2)) for row in range(few)] + [(0, 1)] * (n - few)
        pairs = [
            (self.example(int(a), f"task {row}"), self.example(int(b), f"task {row}"))
            for row, (a, b) in enumerate(arms)
        ]
        return labelled(pairs, self.gold, self.quality, self.flips, self.seed)

    def every(self) -> Comparisons:
        """Each pair of arms once, its target the true probability: the log loss on these is exact."""
        worth = self.worth
        return Comparisons.of(
            Comparison(
                self.example(a, f"pair {a} {b}"),
                self.example(b, f"pair {a} {b}"),
                target=float(1 / (1 + np.exp(-self.quality * (worth[a] - worth[b])))),
            )
            for a, b in combinations(range(self.width), 2)
        )

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        """Arms drawn evenly; with n = ``width`` they are all there."""
        rng = np.random.default_rng([self.seed, 5])
        return [
            tuple(self.example(int(arm), f"open task {row}") for arm in rng.permutation(self.width)[:n])
            for row in range(prompts)
        ]
