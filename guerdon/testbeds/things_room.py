"""A room of things, as the one who walks in it sees it: MiniGrid's rendered views, what is said of them, and its table."""

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8

from guerdon.errors import GuerdonError
from guerdon.testbeds.captions import rows_of
from guerdon.testbeds.door_key import FACING
from guerdon.testbeds.mdp import MDP
from guerdon.types import Example

THINGS = tuple(product(("red", "green", "blue", "yellow"), ("ball", "key")))
"""Colours and kinds; one of each is in a room."""
NAMES = tuple(f"{colour} {kind}" for colour, kind in THINGS)
AHEAD, AFAR = "a {} in front of the agent", "a {} far from the agent"
GOALS = tuple(AHEAD.format(name) for name in NAMES)
"""At most one of them is reached."""
NOTHING = "nothing in front of the agent"
VIEW, TILE = 5, 6
"""Cells across of what is seen, and pixels of a cell."""
LEFT, RIGHT, FORWARD = range(3)
State = tuple[int, int, int]
"""Column, row and direction, in MiniGrid's order."""


@dataclass(frozen=True)
class ThingsRoom:
    """Eight things in a square room, in cells of their own that cannot be entered."""

    seed: int = 0
    size: int = 8
    """Cells across, walls included."""

    @cached_property
    def world(self) -> Any:
        """The environment of MiniGrid.

        Raises:
            GuerdonError: it is not installed.
        """
        try:
            from minigrid.core.grid import Grid
            from minigrid.core.mission import MissionSpace
            from minigrid.core.world_object import Ball, Key
            from minigrid.minigrid_env import MiniGridEnv
        except ImportError as error:
            raise GuerdonError('a room of things needs pip install "guerdon[rl]"') from error
        kinds, cells = {"ball": Ball, "key": Key}, self.cells

        class Room(MiniGridEnv):
            def _gen_grid(self, width: int, height: int) -> None:
                self.grid = Grid(width, height)
                self.grid.wall_rect(0, 0, width, height)
                for (colour, kind), cell in zip(THINGS, cells, strict=True):
                    self.put_obj(kinds[kind](colour), *cell)
                self.agent_pos, self.agent_dir = free, 0

        free = self.states[0][:2]
        made = Room(MissionSpace(lambda: "look"), grid_size=self.size, agent_view_size=VIEW)
        made.reset(seed=0)
        return made

    @cached_property
    def cells(self) -> list[tuple[int, int]]:
        """Where each of ``THINGS`` is."""
        inside = list(product(range(1, self.size - 1), repeat=2))
        order = np.random.default_rng(self.seed).permutation(len(inside))[: len(THINGS)]
        return [inside[place] for place in order.tolist()]

    @cached_property
    def states(self) -> list[State]:
        free = [cell for cell in product(range(1, self.size - 1), repeat=2) if cell not in self.cells]
        return [(column, row, direction) for column, row in free for direction in range(4)]

    def ahead(self, state: State) -> tuple[int, int]:
        """The cell that is faced."""
        column, row, direction = state
        return column + int(FACING[direction][0]), row + int(FACING[direction][1])

    def faced(self, state: State) -> int | None:
        """Which of ``THINGS`` is in front; None where nothing is, or a wall."""
        cell = self.ahead(state)
        return self.cells.index(cell) if cell in self.cells else None

    def reached(self, states: list[State]) -> Bool[np.ndarray, "n goals"]:
        """Which of ``GOALS`` is reached in each state."""
        return np.array([[self.faced(state) == goal for goal in range(len(GOALS))] for state in states])

    def frame(self, state: State) -> UInt8[np.ndarray, "rows columns 3"]:
        """What is seen: five by five cells, the agent in the middle of the nearest row."""
        self.world.agent_pos, self.world.agent_dir = state[:2], state[2]
        return np.asarray(self.world.get_pov_render(TILE), np.uint8)

    @cached_property
    def frames(self) -> list[UInt8[np.ndarray, "rows columns 3"]]:
        """Of every state."""
        return [self.frame(state) for state in self.states]

    def seen(self, state: State) -> list[str]:
        """The names of the things in view that are not in front."""
        self.world.agent_pos, self.world.agent_dir = state[:2], state[2]
        return [
            name
            for place, (name, cell) in enumerate(zip(NAMES, self.cells, strict=True))
            if self.world.in_view(*cell) and self.faced(state) != place
        ]

    def captioned(self, rng: np.random.Generator) -> list[Example]:
        """The frame of every state, with a caption of what is in front or, half the time, of something else in view."""
        examples = []
        for state, frame in zip(self.states, self.frames, strict=True):
            front, others = self.faced(state), self.seen(state)
            said = NOTHING if front is None else GOALS[front]
            if others and rng.random() < 0.5:
                said = AFAR.format(rng.choice(others))
            examples.append(Example(said, "", {"image": rows_of(frame)}))
        return examples

    @cached_property
    def successors(self) -> Int[np.ndarray, "states 3"]:
        """Where turning left, turning right and going forward lead; what is in the way stops."""
        place = {state: row for row, state in enumerate(self.states)}
        return np.array(
            [
                [place[c, r, (d - 1) % 4], place[c, r, (d + 1) % 4], place.get((*self.ahead((c, r, d)), d), row)]
                for row, (c, r, d) in enumerate(self.states)
            ]
        )

    @cached_property
    def table(self) -> MDP:
        """The same, an episode beginning anywhere."""
        states = len(self.states)
        return MDP(np.eye(states)[self.successors], np.full(states, 1 / states), 0.9)

    def earned(self, reward: Float[np.ndarray, "states"]) -> Float[np.ndarray, "states actions states"]:
        """A reward of each state as the reward of the steps that lead there."""
        return np.broadcast_to(reward, self.table.transition.shape)
