"""A grid with a key, a locked door and a goal behind it: MiniGrid's DoorKey as a table of successors."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Int

from guerdon.types import Tabular

ACTIONS = ("left", "right", "forward", "pickup", "toggle")
"""Those of MiniGrid that can matter here: the key is never put down again."""
NUMBERS = (0, 1, 2, 3, 5)
"""What MiniGrid calls them."""
FACING = np.array([(1, 0), (0, 1), (-1, 0), (0, -1)])
"""The step (east, south) of each direction, in MiniGrid's order."""
LOCKED, CLOSED, OPEN = range(3)


@dataclass(frozen=True)
class DoorKey:
    """``size`` by ``size`` cells, walls around and one wall across with a door in it.

    State = ((cell * 4 + direction) * 2 + carries the key) * 3 + door, the door locked, closed or open, cells row by row.

    Source: the environment DoorKey of Chevalier-Boisvert et al. 2023, "Minigrid & Miniworld" (arXiv 2306.13831); its
    dynamics are matched step for step, without the action drop.
    """

    size: int
    wall: int
    """The column of the wall across."""
    door: int
    """The row of the door in it."""
    key: tuple[int, int]
    """Column and row of the key."""
    agent: tuple[int, int, int]
    """Column, row and direction at first."""

    @classmethod
    def drawn(cls, generator: np.random.Generator, size: int = 6) -> "DoorKey":
        """Wall, door, key and agent at random, key and agent on the side that has not the goal."""
        wall = int(generator.integers(2, size - 2))
        free = [(column, row) for column in range(1, wall) for row in range(1, size - 1)]
        key, start = generator.permutation(len(free))[:2]
        return cls(
            size, wall, int(generator.integers(1, size - 2)), free[key], (*free[start], int(generator.integers(4)))
        )

    @property
    def states(self) -> int:
        return self.size**2 * 24

    @property
    def target(self) -> tuple[int, int]:
        """Column and row of the goal."""
        return self.size - 2, self.size - 2

    @cached_property
    def places(self) -> tuple[Int[np.ndarray, "states"], ...]:
        """Column, row, direction, whether the key is carried, and the door, of each state."""
        rest, door = np.divmod(np.arange(self.states), 3)
        rest, carries = np.divmod(rest, 2)
        cell, direction = np.divmod(rest, 4)
        row, column = np.divmod(cell, self.size)
        return column, row, direction, carries, door

    def number(
        self,
        column: Int[np.ndarray, "n"],
        row: Int[np.ndarray, "n"],
        direction: Int[np.ndarray, "n"],
        carries: Int[np.ndarray, "n"],
        door: Int[np.ndarray, "n"],
    ) -> Int[np.ndarray, "n"]:
        """The states in which all of this is so."""
        return (((row * self.size + column) * 4 + direction) * 2 + carries) * 3 + door

    @cached_property
    def tabular(self) -> Tabular:
        """The dynamics, exactly; a state at the goal goes on like any other."""
        column, row, direction, carries, door = self.places
        ahead, beside = column + FACING[direction, 0], row + FACING[direction, 1]
        at_key = (ahead == self.key[0]) & (beside == self.key[1]) & (carries == 0)
        at_door = (ahead == self.wall) & (beside == self.door)
        outer = (np.minimum(ahead, beside) < 1) | (np.maximum(ahead, beside) > self.size - 2)
        blocked = outer | at_key | ((ahead == self.wall) & ~(at_door & (door == OPEN)))
        forward = self.number(
            np.where(blocked, column, ahead), np.where(blocked, row, beside), direction, carries, door
        )
        turned = np.select([door == OPEN, door == CLOSED, carries == 1], [CLOSED, OPEN, OPEN], LOCKED)
        columns = (
            self.number(column, row, (direction + 3) % 4, carries, door),
            self.number(column, row, (direction + 1) % 4, carries, door),
            forward,
            self.number(column, row, direction, np.where(at_key, 1, carries), door),
            self.number(column, row, direction, carries, np.where(at_door, turned, door)),
        )
        east, south, facing = (np.array([value]) for value in self.agent)
        start = self.number(east, south, facing, np.array([0]), np.array([LOCKED]))
        return Tabular(np.column_stack(columns), int(start[0]))

    @cached_property
    def goal(self) -> Bool[np.ndarray, "states"]:
        """Where the agent is at the goal, which ends an episode."""
        column, row, *_ = self.places
        return (column == self.target[0]) & (row == self.target[1])

    @cached_property
    def carrying(self) -> Bool[np.ndarray, "states"]:
        return self.places[3] == 1

    @cached_property
    def unlocked(self) -> Bool[np.ndarray, "states"]:
        """Where the door is closed or open, and has been unlocked so: it is never locked again."""
        return self.places[4] != LOCKED
