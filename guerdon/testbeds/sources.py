"""Sources of preferences that share a wish, and each have one of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.records import Comparisons
from guerdon.testbeds.vectors import VectorWorld, numbers, written
from guerdon.types import Comparison, Example


@dataclass(frozen=True)
class Sources(VectorWorld):
    """r_i(x) = x . (w + conflict v_i) / sqrt(1 + conflict^2), with w and all v_i random of length 1; gold = x . w.

    Labels of source i follow sigmoid(quality_i (r_i(a) - r_i(b))), with qualities from 1/2 to 3/2 of ``quality`` in
    random order. The first source has ``imbalance`` times as many comparisons as the last, those between in a geometric
    row. Labels name their source as ``source``.
    """

    sources: int = 5
    conflict: float = 1.0
    """How much of what a source wants is its own, beside what all want."""
    imbalance: float = 10.0

    @property
    def wishes(self) -> Float[np.ndarray, "rows width"]:
        """What all want, and below it what each source wants."""
        drawn = np.random.default_rng([self.seed, 6]).normal(size=(1 + self.sources, self.width))
        shared, *own = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        each = [(shared + self.conflict * one) / np.hypot(1, self.conflict) for one in own]
        return np.stack([shared, *each])

    @property
    def qualities(self) -> Float[np.ndarray, "sources"]:
        """Logits for a gap of 1, of each source."""
        return np.random.default_rng([self.seed, 7]).permutation(np.linspace(0.5, 1.5, self.sources)) * self.quality

    @property
    def shares(self) -> Float[np.ndarray, "sources"]:
        """How many of the comparisons each source has, as shares of all."""
        sizes = np.geomspace(self.imbalance, 1, self.sources)
        return sizes / sizes.sum()

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        return vectors @ torch.from_numpy(self.wishes[0]).to(vectors)

    def wins(self, gaps: Float[Tensor, "n width"]) -> Float[Tensor, "sources n"]:
        """The probability by each source that a response is preferred to one that lies so far away."""
        logits = torch.from_numpy(self.wishes[1:]).to(gaps) @ gaps.T
        return torch.sigmoid(torch.from_numpy(self.qualities).to(gaps)[:, None] * logits)

    def share(self, first: Sequence[Example], second: Sequence[Example]) -> Float[Tensor, "n"]:
        """The probability that a source drawn evenly prefers each first response."""
        return self.wins(numbers(first) - numbers(second)).mean(0)

    def comparisons(self, n: int) -> Comparisons:
        """``n`` pairs, each labelled by one source."""
        counts = np.floor(self.shares * n).astype(int)
        counts[0] += n - counts.sum()
        who = np.repeat(np.arange(self.sources), counts)
        drawn = self.vectors(2 * n, purpose=0).reshape(n, 2, self.width)
        wins = self.wins(torch.from_numpy(drawn[:, 0] - drawn[:, 1])).numpy()[who, np.arange(n)]
        first = np.random.default_rng([self.seed, 9]).random(n) < wins
        chosen, rejected = (np.where(side[:, None], drawn[:, 0], drawn[:, 1]) for side in (first, ~first))
        return Comparisons.of(
            Comparison(
                Example(f"task {row}", written(better)),
                Example(f"task {row}", written(worse)),
                source=f"source {source}",
            )
            for row, (better, worse, source) in enumerate(zip(chosen, rejected, who, strict=True))
        )
