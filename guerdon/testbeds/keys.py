"""Walks past keys to a door: a few cells decide what comes after the walk."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Int

from guerdon.testbeds.letters import Letters


@dataclass(frozen=True)
class Keys:
    """A grid on which letters are keys, a door at the end of each walk, and a room behind it for each key.

    Whoever steps on a key carries it, and drops the one before; the door leads to the room of the key that is carried,
    or out where there is none. States are the cells, row by row, then the door, the way out and the rooms.
    """

    grid: Letters

    @classmethod
    def drawn(cls, generator: np.random.Generator, size: int = 5, keys: str = "abc") -> "Keys":
        """One key of each letter, in cells by chance."""
        return cls(Letters.drawn(generator, size, keys, each=1))

    @property
    def door(self) -> int:
        """The state that is the door; those before it are the cells."""
        return self.grid.size**2

    @property
    def states(self) -> int:
        return self.door + 2 + len(self.grid.cells)

    @cached_property
    def key(self) -> Int[np.ndarray, "cells"]:
        """Which key is in each cell, from 1 on; 0 where there is none."""
        found = np.zeros(self.door, dtype=int)
        for number, cells in enumerate(self.grid.cells.values(), 1):
            found[list(cells)] = number
        return found

    def walks(self, n: int, steps: int, rng: np.random.Generator) -> Int[np.ndarray, "n after"]:
        """Walks from any cell, every move by chance: ``steps`` states, of which the last is the door, and what is behind it."""
        cells = np.empty((n, steps - 1), dtype=int)
        cells[:, 0] = rng.integers(self.door, size=n)
        for step in range(1, steps - 1):
            cells[:, step] = self.grid.moves[cells[:, step - 1], rng.integers(4, size=n)]
        return np.column_stack([cells, np.full(n, self.door), self.door + 1 + self.carried(cells)])

    def carried(self, cells: Int[np.ndarray, "n steps"]) -> Int[np.ndarray, "n"]:
        """The key that is carried after each walk; 0 for none."""
        found = self.key[cells]
        last = np.where(found > 0, np.arange(found.shape[1]), 0).max(1)
        return found[np.arange(len(found)), last]
