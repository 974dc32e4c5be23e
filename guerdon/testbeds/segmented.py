"""A world of responses that consist of segments from an alphabet."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.testbeds.vectors import VectorWorld
from guerdon.types import Prompt


@dataclass(frozen=True)
class Segmented(VectorWorld):
    """``length`` segments of ``letters`` kinds each, written as one-hot numbers: ``width`` = length * letters.

    gold is a worth for each kind at each place, and one for each two kinds that follow each other, ``bonds`` times as
    large; it has about unit variance over evenly drawn responses.
    """

    width: int = 24
    letters: int = 6
    """Kinds of segments; divides ``width``."""
    bonds: float = 0.5
    quality: float = 2.0

    @property
    def length(self) -> int:
        """Segments of a response."""
        return self.width // self.letters

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        rng = np.random.default_rng([self.seed, 8])
        single = torch.from_numpy(rng.normal(size=self.width)).to(vectors)
        double = torch.from_numpy(rng.normal(size=(self.length - 1, self.letters, self.letters))).to(vectors)
        segments = vectors.reshape(len(vectors), self.length, self.letters)
        met = torch.einsum("npa,pab,npb->n", segments[:, :-1], double, segments[:, 1:])
        scale = (self.length + self.bonds**2 * (self.length - 1)) ** 0.5
        return (vectors @ single + self.bonds * met) / scale

    def vectors(self, n: int, purpose: int) -> Float[np.ndarray, "n width"]:
        kinds = np.random.default_rng([self.seed, purpose]).integers(self.letters, size=(n, self.length))
        return np.eye(self.letters)[kinds].reshape(n, self.width)

    def policy(self, stream: int) -> "Policy":
        """A policy that draws each next segment evenly, by random numbers of its own."""
        return Policy(self, stream)


class Policy:
    """Writes segments as text that can be appended."""

    def __init__(self, world: Segmented, stream: int) -> None:
        """Args: world: whose segments; stream: another one draws others."""
        self.world = world
        self.rng = np.random.default_rng([world.seed, 9, stream])

    def __call__(self, prompt: Prompt, prefix: str, n: int) -> Sequence[str]:
        return ["".join(f"{kind == own:.3f} " for own in range(self.world.letters)) for kind in self.kinds(n)]

    def kinds(self, n: int) -> list[int]:
        """Different kinds as long as there are enough."""
        drawn = self.rng.permutation(self.world.letters)
        return [int(drawn[place % len(drawn)]) for place in range(n)]
