"""Commands: sentences that ask a robot in a house for a goal or for steps, and what each of them means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from guerdon.testbeds.houses import COLOURS, MOVES, THINGS

GOALS = {
    "agent_in_room": ("room",),
    "agent_at_thing": ("thing",),
    "thing_carried": ("thing",),
    "thing_in_room": ("thing", "room"),
}
"""Units that a planner carries out: predicates of houses, with the slots that they read."""
STEPS = {f"go_{direction}": ("count",) for direction in MOVES}
"""Units that are done step by step."""
UNITS: Mapping[str, tuple[str, ...]] = GOALS | STEPS
SLOTS: Mapping[str, tuple[str, ...]] = {
    "unit": tuple(UNITS),
    "room": COLOURS,
    "thing": THINGS,
    "count": ("1", "2", "3", "4", "5"),
}
"""What a sentence is taken apart into: the values of each slot."""

TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "agent_in_room": (
        "go to the {room} room", "walk into the {room} room", "enter the {room} area", "be in the {room} room",
        "head over to the {room} part of the house", "find your way to the {room} room",
    ),
    "agent_at_thing": (
        "go to the {thing}", "walk up to the {thing}", "stand where the {thing} is", "find the {thing}",
        "head over to the {thing}", "meet me at the {thing}",
    ),
    "thing_carried": (
        "pick up the {thing}", "grab the {thing}", "lift the {thing}", "take hold of the {thing}",
        "get the {thing} in your hands", "fetch the {thing} and keep it",
    ),
    "thing_in_room": (
        "take the {thing} to the {room} room", "put the {thing} into the {room} room", "the {thing} belongs in the {room} room",
        "move the {thing} over to the {room} area", "in the {room} room there should be the {thing}",
        "carry the {thing} to the {room} part of the house",
    ),
} | {
    f"go_{direction}": (
        f"go {direction} {{count}} steps", f"take {{count}} steps {direction}", f"walk {{count}} cells to the {direction}",
        f"move {{count}} to the {direction}", f"{{count}} squares {direction}", f"head {direction} for {{count}} steps",
    )
    for direction in MOVES
}  # fmt: skip
SAID: Mapping[str, tuple[str, ...]] = {
    "red": ("red", "crimson"), "blue": ("blue", "azure"), "green": ("green", "emerald"),
    "yellow": ("yellow", "golden"), "purple": ("purple", "violet"), "white": ("white", "pale"),
    "cup": ("cup", "mug"), "book": ("book", "novel"), "lamp": ("lamp", "light"), "chair": ("chair", "seat"),
    "1": ("one", "1"), "2": ("two", "2"), "3": ("three", "3"), "4": ("four", "4"), "5": ("five", "5"),
}  # fmt: skip
"""Each value as people say it."""
BEFORE = ("", "", "please", "now", "ok robot", "could you", "i want you to", "next")
AFTER = ("", "", "please", "now", "thanks", "and then wait", "quickly")


@dataclass(frozen=True)
class Command:
    """What a sentence means: a unit and the values of its slots, in the unit's order."""

    unit: str
    values: tuple[str, ...]

    @property
    def bindings(self) -> dict[str, str]:
        """The values by slot."""
        return dict(zip(UNITS[self.unit], self.values, strict=True))

    @property
    def labels(self) -> dict[str, float]:
        """The place of the unit and of each value among those of its slot; no label for slots that it does not read."""
        named = {"unit": self.unit, **self.bindings}
        return {slot: float(SLOTS[slot].index(value)) for slot, value in named.items()}

    def __str__(self) -> str:
        return " ".join((self.unit, *self.values))

    @classmethod
    def of(cls, filled: Mapping[str, str]) -> "Command":
        """The command of a value for each slot: those that the unit does not read are left out."""
        unit = filled["unit"]
        return cls(unit, tuple(filled[slot] for slot in UNITS[unit]))


EVERY: tuple[Command, ...] = tuple(
    Command(unit, values) for unit, slots in UNITS.items() for values in product(*(SLOTS[slot] for slot in slots))
)
"""Every command that there is."""


def said(command: Command, generator: np.random.Generator) -> str:
    """One of the sentences that mean a command."""
    words = {slot: one_of(SAID[value], generator) for slot, value in command.bindings.items()}
    core = one_of(TEMPLATES[command.unit], generator).format(**words)
    return " ".join(f"{one_of(BEFORE, generator)} {core} {one_of(AFTER, generator)}".split())


def drawn(commands: Sequence[Command], n: int, generator: np.random.Generator) -> list[tuple[str, Command]]:
    """Sentences of random commands with what they mean."""
    return [(said(commands[row], generator), commands[row]) for row in generator.integers(len(commands), size=n)]


def one_of(options: Sequence[str], generator: np.random.Generator) -> str:
    return options[int(generator.integers(len(options)))]


def held_out(share: float, generator: np.random.Generator) -> tuple[tuple[Command, ...], tuple[Command, ...]]:
    """Commands to learn from and commands to keep back, at random; each unit and each value stays among the first."""
    while True:
        order = generator.permutation(len(EVERY))
        cut = round(share * len(EVERY))
        kept, seen = (tuple(EVERY[row] for row in rows) for rows in (order[:cut], order[cut:]))
        if covered(seen) == covered(EVERY):
            return seen, kept


def covered(commands: Sequence[Command]) -> set[tuple[str, float]]:
    """The unit and the values that some commands show."""
    return {label for command in commands for label in command.labels.items()}
