"""Reward machines: rewards that depend on what happened before, as small automata over labels."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from jaxtyping import Bool, Float, Int

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.saving import Storable
from guerdon.shape.machines.formula import Formula, codes, described

ACCEPT, REJECT = "acc", "rej"
"""What the accepting and the rejecting state are called; nothing leads out of them."""
EDGE = re.compile(r"\s*(\w+)\s*-(.+?)->\s*(\w+)\s*(?:\(\s*([-+.\deE]+)\s*\))?\s*")
CALL = re.compile(r"\s*@(\w+)\s*(?:if\s+(.+))?")


@dataclass(frozen=True)
class Edge(Storable):
    """Where a machine goes when a formula holds, or when a machine that it calls has accepted."""

    source: str
    condition: Formula
    """Of a call: its context, which must hold when the called machine makes its first move."""
    target: str
    reward: float = 0.0
    call: str | None = None
    """The name of the machine that is called; None where the formula decides alone."""

    def __str__(self) -> str:
        context = "" if self.condition.text == "true" else f" if {self.condition.text}"
        on = self.condition.text if self.call is None else f"@{self.call}{context}"
        usual = float(self.target == ACCEPT)
        return f"{self.source} -{on}-> {self.target}" + ("" if self.reward == usual else f" ({self.reward:g})")


def edges(text: str) -> tuple[Edge, ...]:
    """The edges of a machine as text.

    >>> edges("u0 -key & !lava-> u1; u0 -lava-> rej; u1 -@open if key-> acc")

    One edge is ``state -formula-> state``, or ``state -@machine if formula-> state`` for a call; the machine begins in the
    state that is named first. Entering ``acc`` pays 1 and all else 0, unless an edge says what it pays: ``(0.5)``.

    Raises:
        GuerdonError: an edge cannot be read, or leads out of ``acc`` or ``rej``.
    """
    found = []
    for part in filter(str.strip, re.split(r"[;\n]", text)):
        match = EDGE.fullmatch(part)
        if match is None:
            raise GuerdonError(f"{part.strip()!r} is no edge of a machine: write u0 -formula-> u1, edges parted by ;")
        source, on, target, pay = match.groups()
        reward = float(pay) if pay else float(target == ACCEPT)
        call = CALL.fullmatch(on)
        condition = Formula((call[2] or "true").strip() if call else on.strip())
        found.append(Edge(source, condition, target, reward, call[1] if call else None))
        if source in (ACCEPT, REJECT):
            raise GuerdonError(f"{part.strip()!r} leads out of {source}, where a machine ends")
    if not found:
        raise GuerdonError("a machine needs at least one edge")
    return tuple(found)


@dataclass(frozen=True, eq=False)
class RewardMachine(Storable):
    """States, and for each state and set of labels the next state and what is paid; where no edge fits, it stays.

    >>> machine = RewardMachine.parse("u0 -coffee & !plant-> u1; u0 -plant-> rej; u1 -office-> acc")

    Steps are look-ups in a table, for any number of environments at once.

    Source: Toro Icarte et al. 2018, "Using Reward Machines for High-Level Task Specification and Decomposition in
    Reinforcement Learning"; accepting and rejecting states as in Furelos-Blanco et al. 2023 (arXiv 2205.15752).
    """

    propositions: tuple[str, ...]
    states: tuple[str, ...]
    """Names; the first is where it begins. ``acc`` and ``rej`` end an episode."""
    successor: tuple[tuple[int, ...], ...]
    """The next state, by state and code of a set of labels (bit i: the i-th proposition is in it)."""
    pays: tuple[tuple[float, ...], ...]
    """The reward, likewise."""

    paper = Paper(
        "toroicarte2018using",
        "Using Reward Machines for High-Level Task Specification and Decomposition in Reinforcement Learning",
        "Toro Icarte, Rodrigo and Klassen, Toryn Q. and Valenzano, Richard and McIlraith, Sheila A.", 2018, venue="ICML",
    )  # fmt: skip

    @classmethod
    def parse(cls, text: str, propositions: Sequence[str] | None = None) -> "RewardMachine":
        """The machine of some edges.

        Args:
            text: as ``edges`` reads it, without calls.
            propositions: in the order of a labeller's columns; those of the formulas, sorted, when None.

        Raises:
            GuerdonError: the text is no machine; it calls another; or two edges fit one set of labels and differ.
        """
        rows = edges(text)
        called = next((edge for edge in rows if edge.call), None)
        if called:
            raise GuerdonError(f"{str(called)!r} calls a machine: give it to Hierarchy with the machines that it calls")
        known = propositions or sorted({name for edge in rows for name in edge.condition.names})
        states = states_of(rows)
        successor = np.repeat(np.arange(len(states))[:, None], 2 ** len(known), axis=1)
        pays = np.zeros(successor.shape)
        for edge, where in deterministic(rows, known):
            successor[states.index(edge.source), where] = states.index(edge.target)
            pays[states.index(edge.source), where] = edge.reward
        return cls.of(tuple(known), states, successor, pays)

    @classmethod
    def of(
        cls,
        propositions: tuple[str, ...],
        states: tuple[str, ...],
        successor: Int[np.ndarray, "states codes"],
        pays: Float[np.ndarray, "states codes"],
    ) -> "RewardMachine":
        """A machine from its tables."""
        return cls(propositions, states, tuple(map(tuple, successor.tolist())), tuple(map(tuple, pays.tolist())))

    @cached_property
    def tables(self) -> tuple[Int[np.ndarray, "states codes"], Float[np.ndarray, "states codes"]]:
        return np.asarray(self.successor), np.asarray(self.pays, float)

    @cached_property
    def accepting(self) -> Bool[np.ndarray, "states"]:
        return np.array([name == ACCEPT for name in self.states])

    @cached_property
    def ending(self) -> Bool[np.ndarray, "states"]:
        """Which states end an episode."""
        return np.array([name in (ACCEPT, REJECT) for name in self.states])

    def step(
        self, states: Int[np.ndarray, "n"], labels: Bool[np.ndarray, "n propositions"]
    ) -> tuple[Int[np.ndarray, "n"], Float[np.ndarray, "n"]]:
        """The next states, and what is paid, when these labels hold."""
        successor, pays = self.tables
        code = codes(labels)
        return successor[states, code], pays[states, code]

    def run(self, trace: Sequence[Collection[str]]) -> tuple[str, float]:
        """The state and the sum of rewards after a trace, one set of labels for each step; others' labels count for nothing."""
        state, total = np.zeros(1, int), 0.0
        for held in trace:
            state, paid = self.step(state, np.array([[name in held for name in self.propositions]]))
            total += float(paid[0])
        return self.states[state[0]], total

    def values(self, discount: float) -> Float[np.ndarray, "states"]:
        """V(u) = max over sets of labels of r + gamma V(u'), 0 where it ends: the best that could still happen.

        As if every set of labels could be brought about in one step. It is the potential that a machine gives itself.

        Source: Camacho et al. 2019, "LTL and Beyond: Formal Languages for Reward Function Specification in Reinforcement
        Learning".
        """
        successor, pays = self.tables
        if not 0 <= discount < 1 and (pays != 0).any():
            raise ValueError(f"the discount is {discount}, expected from 0 to below 1: values may be infinite else")
        values = np.zeros(len(self.states))
        while True:
            new = np.where(self.ending, 0.0, (pays + discount * values[successor]).max(1))
            if np.abs(new - values).max() < 1e-12 * (1 + np.abs(pays).max()):
                return new
            values = new

    def __str__(self) -> str:
        """Every move, one line for each state and set of labels that changes it."""
        successor, pays = self.tables
        moves = np.argwhere((successor != np.arange(len(self.states))[:, None]) | (pays != 0))
        return "\n".join(
            f"{self.states[state]} -{described(int(code), self.propositions)}-> {self.states[successor[state, code]]} "
            f"({pays[state, code]:g})"
            for state, code in moves
        )


def states_of(rows: Sequence[Edge]) -> tuple[str, ...]:
    """The names of the states, in order of appearance."""
    return tuple(dict.fromkeys(name for edge in rows for name in (edge.source, edge.target)))


def deterministic(rows: Sequence[Edge], propositions: Sequence[str]) -> list[tuple[Edge, Bool[np.ndarray, "codes"]]]:
    """Each edge with the sets of labels that it fits.

    Raises:
        GuerdonError: two edges out of one state fit one set of labels, and do not do the same.
    """
    found = [(edge, edge.condition.truth(propositions)) for edge in rows]
    for (one, here), (other, there) in combinations(found, 2):
        alike = (one.target, one.reward) == (other.target, other.reward)
        if one.source == other.source and not alike and (here & there).any():
            labels = described(int(np.argmax(here & there)), propositions)
            raise GuerdonError(f"the machine is not deterministic: {str(one)!r} and {str(other)!r} both fit {labels}")
    return found
