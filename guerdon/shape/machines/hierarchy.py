"""Machines that call machines: a task of tasks, each written once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from jaxtyping import Bool

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.saving import Storable
from guerdon.shape.machines.formula import described
from guerdon.shape.machines.machine import ACCEPT, REJECT, Edge, RewardMachine, edges, states_of

Stack = tuple[tuple[str, Edge], ...]
"""Which edge of which machine each call that has not returned was made on, the first call first."""
Place = tuple[str, str]
"""A machine and a state of it."""
Configuration = tuple[str, str, Stack]
MOST = 5000
"""States of a flat equivalent, beyond which it is not made."""


@dataclass(frozen=True, eq=False)
class Move:
    """What may happen in a state of a machine: calls that are entered, and the edge that then fires."""

    fits: Bool[np.ndarray, "codes"]
    """The sets of labels on which it happens."""
    pushed: Stack
    machine: str
    edge: Edge

    def __str__(self) -> str:
        return " entering ".join(str(edge) for edge in (*(edge for _, edge in self.pushed), self.edge))


@dataclass(frozen=True)
class Hierarchy(Storable):
    """A root machine and the machines that it calls, which may call others; none calls itself.

    >>> task = Hierarchy("u0 -@ab-> u1; u1 -e-> acc", {"ab": "u0 -a-> u1; u1 -b-> acc"})
    >>> reward = MachineReward(task.flat, labeller)

    A call is entered only with a move: the context of the call and an edge of the called machine must fit the same set of
    labels. When the called machine accepts, the call returns within the step. Where it rejects, all is rejected. The
    edges of the root pay, a call when it returns; called machines pay nothing.

    Source: Furelos-Blanco et al. 2023, "Hierarchies of Reward Machines" (arXiv 2205.15752).
    """

    root: str
    """Edges as text, calls among them: ``u0 -@name if context-> u1``."""
    machines: Mapping[str, str]
    """The edges of each machine that may be called, by name."""

    paper = Paper(
        "furelosblanco2023hierarchies", "Hierarchies of Reward Machines",
        "Furelos-Blanco, Daniel and Law, Mark and Jonsson, Anders and Broda, Krysia and Russo, Alessandra", 2023,
        arxiv="2205.15752",
    )  # fmt: skip

    def __post_init__(self) -> None:
        """Raises GuerdonError where a call has no machine or comes back to itself, or where two moves fit one set of labels."""
        for name in self.rows:
            self.height(name)
        for name, rows in self.rows.items():
            for state in states_of(rows):
                self.check(name, state)

    @cached_property
    def rows(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges of each machine; those of the root under an empty name."""
        return {"": edges(self.root)} | {name: edges(text) for name, text in self.machines.items()}

    @cached_property
    def propositions(self) -> tuple[str, ...]:
        every = (name for rows in self.rows.values() for edge in rows for name in edge.condition.names)
        return tuple(sorted(set(every)))

    def height(self, name: str, callers: tuple[str, ...] = ()) -> int:
        """How deep the calls of a machine go: 1 for one that calls none."""
        if name in callers:
            raise GuerdonError(f"the machine {name!r} comes to call itself: {' -> '.join((*callers, name)).lstrip()}")
        if name not in self.rows:
            raise GuerdonError(f"a machine calls {name!r}; those that are given: {', '.join(self.machines) or 'none'}")
        called = {edge.call for edge in self.rows[name] if edge.call}
        return 1 + max((self.height(each, (*callers, name)) for each in called), default=0)

    def moves(self, name: str, state: str) -> list[Move]:
        """What may happen in a state of a machine."""
        found = []
        for edge in self.rows[name]:
            if edge.source != state:
                continue
            fits = edge.condition.truth(self.propositions)
            if edge.call is None:
                found.append(Move(fits, (), name, edge))
                continue
            first = states_of(self.rows[edge.call])[0]
            found += [
                Move(fits & inner.fits, ((name, edge), *inner.pushed), inner.machine, inner.edge)
                for inner in self.moves(edge.call, first)
            ]
        return found

    def check(self, name: str, state: str) -> None:
        for one, other in combinations(self.moves(name, state), 2):
            both = one.fits & other.fits
            same = (one.machine, one.edge.target, one.pushed) == (other.machine, other.edge.target, other.pushed)
            if both.any() and not same:
                labels = described(int(np.argmax(both)), self.propositions)
                where = f"the machine {name!r}" if name else "the root"
                raise GuerdonError(f"{where} is not deterministic: '{one}' and '{other}' both fit {labels}")

    def after(self, stack: Stack, move: Move) -> tuple[Configuration, float]:
        """Where a move leads, and what the root pays, when every call that has been answered has returned."""
        stack = (*stack, *move.pushed)
        name, state, paid = move.machine, move.edge.target, 0.0 if move.machine else move.edge.reward
        while state == ACCEPT and stack:
            (name, edge), stack = stack[-1], stack[:-1]
            state, paid = edge.target, paid + (0.0 if name else edge.reward)
        return (name, state, () if state == REJECT else stack), paid

    @cached_property
    def flat(self) -> RewardMachine:
        """One machine that pays the same on every trace; it may be far larger.

        Raises:
            GuerdonError: it would have more than ``MOST`` states.
        """
        first: Configuration = ("", states_of(self.rows[""])[0], ())
        numbers, queue = {first: 0}, [first]
        rows: list[tuple[int, int, Move, float]] = []
        while queue:
            here = queue.pop(0)
            for move in self.moves(*here[:2]):
                there, paid = self.after(here[2], move)
                there = ("", REJECT, ()) if there[1] == REJECT else there
                if there not in numbers:
                    numbers[there] = len(numbers)
                    queue.append(there)
                rows.append((numbers[here], numbers[there], move, paid))
            if len(numbers) > MOST:
                raise GuerdonError(f"the hierarchy has more than {MOST:,} states when it is made flat")
        successor = np.repeat(np.arange(len(numbers))[:, None], 2 ** len(self.propositions), axis=1)
        pays = np.zeros(successor.shape)
        for here_number, there_number, move, paid in rows:
            successor[here_number, move.fits], pays[here_number, move.fits] = there_number, paid
        return RewardMachine.of(self.propositions, tuple(map(named, numbers)), successor, pays)


def named(place: Configuration) -> str:
    """What a state of the flat machine is called: machine and state, then the calls that wait for it."""
    name, state, stack = place
    if not name and not stack:
        return state
    callers = "".join(f" < {caller or 'root'}:{edge.source}>{edge.target}" for caller, edge in reversed(stack))
    return f"{name}:{state}{callers}"
