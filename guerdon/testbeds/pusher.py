"""A grid on which an agent pushes a puck into a goal: a small field to shape rewards on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int

from guerdon.types import Tabular

MOVES = np.array([(-1, 0), (1, 0), (0, -1), (0, 1)])


@dataclass(frozen=True)
class Pusher:
    """``size`` by ``size`` cells, four moves; state = agent's cell * cells + puck's cell, cells row by row.

    Moving onto the puck pushes it one cell on; where it cannot go, nothing moves. A puck at an edge stays at that edge.
    """

    size: int
    goal: int
    """The cell that the puck is to reach."""
    agent: int
    puck: int

    @classmethod
    def drawn(cls, generator: np.random.Generator, size: int = 6) -> "Pusher":
        """The goal in the middle of the east edge, the puck away from all edges, the agent anywhere else."""
        inner = [row * size + column for row in range(1, size - 1) for column in range(1, size - 2)]
        puck = int(generator.choice(inner))
        agent = int(generator.choice([cell for cell in range(size**2) if cell != puck]))
        return cls(size, size // 2 * size + size - 1, agent, puck)

    @cached_property
    def cells(self) -> tuple[Int[np.ndarray, "states"], Int[np.ndarray, "states"]]:
        """The agent's cell and the puck's, of each state."""
        agent, puck = np.divmod(np.arange(self.size**4), self.size**2)
        return agent, puck

    @cached_property
    def places(self) -> tuple[Float[np.ndarray, "states 2"], Float[np.ndarray, "states 2"], Float[np.ndarray, "2"]]:
        """Row and column of the agent and of the puck in each state, and of the goal."""
        agent, puck = (np.stack(np.divmod(cells, self.size), 1).astype(float) for cells in self.cells)
        return agent, puck, np.array(divmod(self.goal, self.size), float)

    @cached_property
    def tabular(self) -> Tabular:
        """The dynamics, exactly; they do not end at the goal."""
        columns = [self.moved(move) for move in MOVES]
        return Tabular(np.stack(columns, 1), self.agent * self.size**2 + self.puck)

    def moved(self, move: Int[np.ndarray, "2"]) -> Int[np.ndarray, "states"]:
        agent, puck = (np.stack(np.divmod(cells, self.size), 1) for cells in self.cells)
        to = agent + move
        pushes = (to == puck).all(1)
        pushed = np.where(pushes[:, None], puck + move, puck)
        inside = ((to >= 0) & (to < self.size) & (pushed >= 0) & (pushed < self.size)).all(1, keepdims=True)
        to, pushed = np.where(inside, to, agent), np.where(inside, pushed, puck)
        number = to[:, 0] * self.size + to[:, 1]
        return number * self.size**2 + pushed[:, 0] * self.size + pushed[:, 1]

    @cached_property
    def done(self) -> Bool[np.ndarray, "states"]:
        """Where the puck is in the goal."""
        return self.cells[1] == self.goal
