"""Chores: one sentence in one house, what is seen in each state, and where the chore is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool

from guerdon.testbeds.commands import EVERY, Command, said
from guerdon.testbeds.houses import House, Place
from guerdon.testbeds.vectors import written
from guerdon.types import Example


@dataclass(frozen=True)
class Chore:
    """A command for a goal, as somebody said it in one house. The states follow the thing that is to be moved."""

    name: str
    sentence: str
    command: Command
    house: House

    @cached_property
    def place(self) -> Place:
        moved = self.command.bindings.get("thing") if self.command.unit.startswith("thing_") else None
        return Place(self.house, moved)

    @cached_property
    def done(self) -> Bool[np.ndarray, "states"]:
        """Where the goal holds."""
        return self.place.holds(self.command.unit, self.command.bindings, np.arange(self.place.states))

    @cached_property
    def seen_done(self) -> Bool[np.ndarray, "states"]:
        """Where the goal holds and the agent is in the room that it names, which is where it can see so."""
        if "room" not in self.command.bindings:
            return self.done
        there = self.place.holds("agent_in_room", self.command.bindings, np.arange(self.place.states))
        return self.done & there

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The sentence and what the agent sees, for each state; contexts name ``task`` and ``state``."""
        observed = enumerate(self.place.observed())
        return tuple(
            Example(self.sentence, written(seen), {"task": self.name, "state": state}) for state, seen in observed
        )


def chores(houses: int, each: int, units: Sequence[str], generator: np.random.Generator) -> list[Chore]:
    """Chores in new houses of four rooms, some in each, of commands that have a meaning there."""
    found: list[Chore] = []
    for _ in range(houses):
        house = House.drawn(generator)
        fitting = [
            one for one in EVERY if one.unit in units and one.bindings.get("room", house.colours[0]) in house.colours
        ]
        for row in generator.choice(len(fitting), each, replace=False):
            found.append(Chore(f"chore {len(found)}", said(fitting[row], generator), fitting[row], house))
    return found
