"""Encoded examples a piece at a time: in memory where they are few, their features in a file where they are many."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import IO

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.saving import cache_folder
from guerdon.types import Example, Scores

PIECE = 65_536
"""The most examples that are encoded, held and scored together."""


class Pieces:
    """What an encoder says of some examples.

    Up to ``PIECE`` examples are one piece in memory. Of more, the pooled features lie in a file that has no name, so that
    it goes when the process does, and that is mapped a piece at a time: memory holds what is being worked on.
    """

    def __init__(self, encoder: Encoder, examples: Sequence[Example], size: int = PIECE) -> None:
        """Args: encoder: frozen; examples: distinct ones, of which each is encoded once; size: the most in a piece."""
        self.width = encoder.width
        self.cuts = [slice(start, start + size) for start in range(0, len(examples), size)]
        self.file = nameless_file() if len(self.cuts) > 1 else None
        self.held: list[Encoded] = []
        for cut in self.cuts:
            with torch.no_grad():
                encoded = encoder(encoder.prepare(examples[cut]))
            self.held.append(encoded)
            self.keep(len(self.held) - 1, encoded)

    def __len__(self) -> int:
        return len(self.cuts)

    def __getitem__(self, number: int) -> Encoded:
        held = self.held[number]
        return replace(held, pooled=self.mapped(number)) if self.file else held

    def __iter__(self) -> Iterator[Encoded]:
        return (self[number] for number in range(len(self)))

    def keep(self, number: int, encoded: Encoded) -> None:
        """Puts an encoding in the place of a piece."""
        if self.file:
            self.mapped(number).copy_(encoded.pooled)
            encoded = replace(encoded, pooled=encoded.pooled.new_zeros(len(encoded.examples), 0))
        self.held[number] = encoded

    def change(self, how: Callable[[Encoded], Encoded]) -> None:
        """Makes each piece anew from what it is."""
        for number, piece in enumerate(self):
            self.keep(number, how(piece))

    def mapped(self, number: int) -> Float[Tensor, "n width"]:
        """The features of a piece, as they lie in the file; memory lets go of them with the tensor."""
        shape = (len(self.held[number].examples), self.width)
        assert self.file is not None, "a single piece is held in memory"
        begin = self.cuts[number].start * self.width * np.dtype(np.float32).itemsize
        return torch.from_numpy(np.memmap(self.file, np.float32, "r+", begin, shape))

    def sample(self, n: int, read: Callable[[Encoded], Float[Tensor, "rows width"]]) -> Float[Tensor, "rows width"]:
        """What a head reads of the first n examples: all of it, or as many rows as a piece has, spread evenly."""
        taken = self.counts(n)
        step = -(-n // PIECE)
        pieces = zip(self, taken, strict=True)
        # A view would keep the whole of its piece in memory.
        return torch.cat([read(piece.first(count))[::step].clone() for piece, count in pieces if count])

    def scores(self, head: Head, n: int) -> Scores:
        """The scores of the first n examples, with gradients.

        Of several pieces nothing is kept for the gradient but the scores: each piece is read and scored once more then.
        """
        taken = self.counts(n)
        if len(self) == 1:
            return head(self.held[0].first(n))

        def scored(number: int) -> Scores:
            return head(self[number].first(taken[number]))

        pieces = [number for number, count in enumerate(taken) if count]
        return Scores.concatenate(
            [checkpoint(scored, number, use_reentrant=False, preserve_rng_state=False) for number in pieces]
        )

    def counts(self, n: int) -> list[int]:
        """How many of the first n examples each piece has."""
        sizes = [len(piece.examples) for piece in self.held]
        ends = list(accumulate(sizes))
        return [max(0, min(size, n - (end - size))) for size, end in zip(sizes, ends, strict=True)]


def nameless_file() -> IO[bytes]:
    """A file beside the cached vectors, where there is room for as many: the usual folder may lie in memory."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=cache_folder())
