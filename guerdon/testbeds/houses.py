"""Houses: coloured rooms with doors on a grid, things that can be carried, and what holds in each state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int

from guerdon.errors import GuerdonError
from guerdon.types import Tabular

COLOURS = ("red", "blue", "green", "yellow", "purple", "white")
THINGS = ("cup", "book", "lamp", "chair")
MOVES = {"north": (-1, 0), "south": (1, 0), "west": (0, -1), "east": (0, 1)}
ACTIONS = (*MOVES, "lift", "put")
HOME, CARRIED, ROOMS = 0, 1, 2
"""Where the thing of a place is: where it stood at first, in the agent's hands, or, from 2 on, put down in a room."""


@dataclass(frozen=True)
class House:
    """Square rooms in rows, each of one colour; rooms side by side share one door. Cells count row by row."""

    colours: tuple[str, ...]
    """Of the rooms, row by row; a colour names at most one room."""
    across: int
    """Rooms in a row."""
    side: int
    """Cells along a room."""
    doors: frozenset[tuple[int, int]]
    """Pairs of neighbouring cells, the smaller first, that are joined though they are in different rooms."""
    things: Mapping[str, int]
    """The cell of each thing."""
    start: int
    """The cell where the agent begins."""

    @classmethod
    def drawn(cls, generator: np.random.Generator, down: int = 2, across: int = 2, side: int = 3) -> "House":
        """A house at random: which room has which colour, where doors and things are, where the agent begins."""
        colours = tuple(generator.permutation(COLOURS)[: down * across].tolist())
        width = across * side
        cells = generator.permutation(down * across * side**2)[: len(THINGS) + 1].tolist()
        places = generator.integers(side, size=(2, down, across)) + side * np.stack(
            np.meshgrid(np.arange(down), np.arange(across), indexing="ij")
        )
        eastward = {
            (int(row) * width + (column + 1) * side - 1, int(row) * width + (column + 1) * side)
            for column in range(across - 1)
            for row in places[0][:, column]
        }
        southward = {
            (((row + 1) * side - 1) * width + int(column), (row + 1) * side * width + int(column))
            for row in range(down - 1)
            for column in places[1][row]
        }
        things = dict(zip(THINGS, cells, strict=False))
        return cls(colours, across, side, frozenset(eastward | southward), things, cells[-1])

    @property
    def width(self) -> int:
        """Cells in a row."""
        return self.across * self.side

    @cached_property
    def room(self) -> Int[np.ndarray, "cells"]:
        """The room of each cell."""
        rows, columns = np.divmod(np.arange(len(self.colours) * self.side**2), self.width)
        return rows // self.side * self.across + columns // self.side

    @cached_property
    def moves(self) -> Int[np.ndarray, "cells 4"]:
        """The cell that a step in each direction leads to: the same one where there is a wall."""
        return np.array([[self.step(cell, *by) for by in MOVES.values()] for cell in range(len(self.room))])

    def step(self, cell: int, down: int, east: int) -> int:
        row, column = cell // self.width + down, cell % self.width + east
        to = row * self.width + column
        if not (0 <= row < len(self.room) // self.width and 0 <= column < self.width):
            return cell
        free = self.room[cell] == self.room[to] or (min(cell, to), max(cell, to)) in self.doors
        return to if free else cell

    def numbered(self, colour: str) -> int:
        """The room of a colour; GuerdonError where the house has none."""
        if colour not in self.colours:
            raise GuerdonError(f"this house has no {colour} room; its rooms: {', '.join(self.colours)}")
        return self.colours.index(colour)


@dataclass(frozen=True)
class Place:
    """A house as one task sees it: states say where the agent is and, where a thing is named, where that thing is.

    State = (where the thing is) * cells + (the agent's cell). A thing is lifted where it stands and put down anywhere
    once; it then lies in that room. An action that cannot be done leaves all as it is.
    """

    house: House
    thing: str | None = None

    def __post_init__(self) -> None:
        if self.thing is not None and self.thing not in self.house.things:
            raise GuerdonError(f"this house has no {self.thing}; its things: {', '.join(self.house.things)}")

    @property
    def cells(self) -> int:
        return len(self.house.room)

    @property
    def states(self) -> int:
        return self.cells * (ROOMS + len(self.house.colours) if self.thing else 1)

    @cached_property
    def tabular(self) -> Tabular:
        """The dynamics, exactly."""
        where, cell = np.divmod(np.arange(self.states), self.cells)
        walked = where[:, None] * self.cells + self.house.moves[cell]
        at_home = (where == HOME) & (cell == self.house.things.get(self.thing or "", -1))
        lifted = np.where(at_home, CARRIED, where) * self.cells + cell
        put = np.where(where == CARRIED, ROOMS + self.house.room[cell], where) * self.cells + cell
        return Tabular(np.column_stack([walked, lifted, put]), self.house.start)

    def holds(self, predicate: str, bindings: Mapping[str, str], states: Int[np.ndarray, "n"]) -> Bool[np.ndarray, "n"]:
        """Whether a predicate of ``PREDICATES`` with these arguments holds in each state.

        Raises:
            GuerdonError: there is no such predicate, room or thing here, or the states do not follow that thing.
        """
        if predicate not in PREDICATES:
            raise GuerdonError(f"{predicate!r} is no predicate of houses; they are {', '.join(PREDICATES)}")
        where, cell = np.divmod(states, self.cells)
        return PREDICATES[predicate](self, bindings, where, cell)

    def followed(self, thing: str) -> None:
        """Raises a GuerdonError where the states do not say where a thing is."""
        if thing != self.thing:
            raise GuerdonError(f"the states follow the {self.thing or 'agent alone'}, not the {thing}")

    def observed(self) -> Float[np.ndarray, "states columns"]:
        """What the agent sees in each state: nothing that is not in or beside its cell, and no coordinates.

        Columns: the colour of the room; walls to the four sides; for each thing whether it is in the cell, in one of
        the nine cells around, in the agent's hands, or put down in this room.
        """
        house = self.house
        where, cell = np.divmod(np.arange(self.states), self.cells)
        colour = np.array([[house.colours[room] == name for name in COLOURS] for room in house.room[cell]])
        walls = house.moves[cell] == cell[:, None]
        seen = [self.seen(name, where, cell) for name in THINGS]
        return np.column_stack([colour, walls, *seen]).astype(float)

    def seen(self, thing: str, where: Int[np.ndarray, "n"], cell: Int[np.ndarray, "n"]) -> Bool[np.ndarray, "n 4"]:
        """Whether a thing is in the cell, around it, in hand, put down in this room."""
        (row, column), (its_row, its_column) = (
            np.divmod(place, self.house.width) for place in (cell, self.house.things[thing])
        )
        away = np.maximum(abs(row - its_row), abs(column - its_column))
        stands = (where == HOME) if thing == self.thing else np.ones(len(cell), bool)
        mine = thing == self.thing
        carried, put = mine & (where == CARRIED), mine & (where == ROOMS + self.house.room[cell])
        return np.column_stack([stands & (away == 0), stands & (away <= 1), carried, put])


Cells = Int[np.ndarray, "n"]


def agent_in_room(place: Place, bindings: Mapping[str, str], where: Cells, cell: Cells) -> Bool[np.ndarray, "n"]:
    return place.house.room[cell] == place.house.numbered(bindings["room"])


def agent_at_thing(place: Place, bindings: Mapping[str, str], where: Cells, cell: Cells) -> Bool[np.ndarray, "n"]:
    thing = bindings["thing"]
    if thing not in place.house.things:
        raise GuerdonError(f"this house has no {thing}; its things: {', '.join(place.house.things)}")
    stands = where == HOME if thing == place.thing else True
    return (cell == place.house.things[thing]) & stands


def thing_carried(place: Place, bindings: Mapping[str, str], where: Cells, cell: Cells) -> Bool[np.ndarray, "n"]:
    place.followed(bindings["thing"])
    return where == CARRIED


def thing_in_room(place: Place, bindings: Mapping[str, str], where: Cells, cell: Cells) -> Bool[np.ndarray, "n"]:
    place.followed(bindings["thing"])
    return where == ROOMS + place.house.numbered(bindings["room"])


PREDICATES: Mapping[str, Callable[[Place, Mapping[str, str], Cells, Cells], Bool[np.ndarray, "n"]]] = {
    one.__name__: one for one in (agent_in_room, agent_at_thing, thing_carried, thing_in_room)
}
"""What can hold in a house, by name: of the arguments, where the thing is and where the agent is."""
