"""A grid with letters on it: tasks are orders in which to step on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Int

from guerdon.types import Tabular


@dataclass(frozen=True)
class Letters:
    """``size`` by ``size`` cells without walls, four moves, some cells of each letter; states are cells, row by row."""

    size: int
    cells: Mapping[str, tuple[int, ...]]
    """Of each letter."""
    start: int

    @classmethod
    def drawn(cls, generator: np.random.Generator, size: int = 9, letters: str = "abcde", each: int = 2) -> "Letters":
        """Letters and start at random, all in different cells."""
        places = generator.permutation(size**2)[: len(letters) * each + 1].tolist()
        cells = {letter: tuple(places[n * each : (n + 1) * each]) for n, letter in enumerate(letters)}
        return cls(size, cells, places[-1])

    @cached_property
    def tabular(self) -> Tabular:
        """The dynamics, exactly: north, south, west, east; a move off the grid leaves all as it is."""
        return Tabular(self.moves, self.start)

    @cached_property
    def moves(self) -> Int[np.ndarray, "cells 4"]:
        row, column = np.divmod(np.arange(self.size**2), self.size)
        steps = ((-1, 0), (1, 0), (0, -1), (0, 1))
        reached = [
            np.clip(row + down, 0, self.size - 1) * self.size + np.clip(column + east, 0, self.size - 1)
            for down, east in steps
        ]
        return np.column_stack(reached)
