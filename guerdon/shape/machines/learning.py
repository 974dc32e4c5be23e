"""Machines from traces: the smallest one that tells successes from failures and from what is not over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from guerdon.errors import GuerdonError
from guerdon.shape.machines.machine import ACCEPT, REJECT, RewardMachine

Trace = Sequence[Iterable[str]]
"""One set of labels for each step."""
Symbol = frozenset[str]
OPEN, GOOD, BAD = range(3)


@dataclass(frozen=True)
class Learned:
    """A machine, and what it cost to find."""

    machine: RewardMachine
    inner: int
    """States beside ``acc`` and ``rej``."""
    tried: int
    """Moves that the search has tried."""


def learn_machine(
    positive: Sequence[Trace] = (),
    negative: Sequence[Trace] = (),
    incomplete: Sequence[Trace] = (),
    most: int = 6,
    budget: int = 2_000_000,
) -> Learned:
    """The machine of fewest states that accepts at the end of each positive trace, rejects at the end of each negative one,
    and does neither before, nor anywhere in an incomplete one.

    A step without labels moves nothing. The search goes through the traces' common prefixes, state numbers in order of
    first use, so that no machine is tried twice under other names, and adds a state where none fits. Sets of labels that
    no trace has at a state leave the machine where it is: with few traces it says little of others.

    Args:
        positive: traces that ended in success.
        negative: traces that ended in failure.
        incomplete: traces that were cut off.
        most: states beside ``acc`` and ``rej`` at most.
        budget: moves to try before it gives up.

    Raises:
        GuerdonError: two traces contradict each other, no machine of so many states fits, or the budget is spent.

    Source: the examples and the order of the search as Furelos-Blanco et al. 2023 (arXiv 2205.15752) have them, who ask a
    solver of answer set programs; here it is exhaustive, so it suits small machines.
    """
    tree = Tree()
    for traces, kind in ((positive, GOOD), (negative, BAD), (incomplete, OPEN)):
        for trace in traces:
            tree.add([frozenset(step) for step in trace if frozenset(step)], kind)
    tried = 0
    for inner in range(1, most + 1):
        search = Search(tree, inner, budget - tried)
        fits = search.complete(0)
        tried += search.tried
        if fits:
            return Learned(built(search), inner, tried)
        if tried >= budget:
            raise GuerdonError(
                f"{tried:,} moves were tried, and a machine of {inner} states is not ruled out: raise budget"
            )
    raise GuerdonError(f"no machine of {most} states beside acc and rej fits these traces: raise most")


class Tree:
    """The common prefixes of traces, each by the number of its parent and its last set of labels, parents first."""

    def __init__(self) -> None:
        self.kinds = [OPEN]
        self.children: dict[tuple[int, Symbol], int] = {}
        self.said = [False]

    def add(self, trace: Sequence[Symbol], kind: int) -> None:
        node = 0
        for symbol in trace:
            if self.kinds[node] != OPEN:
                raise GuerdonError(f"a trace goes on after another, of the same steps, has ended: {shown(trace)}")
            if (node, symbol) not in self.children:
                self.children[node, symbol] = len(self.kinds)
                self.kinds.append(OPEN)
                self.said.append(False)
            node = self.children[node, symbol]
        followed = any(parent == node for parent, _ in self.children)
        if (self.said[node] and self.kinds[node] != kind) or (followed and kind != OPEN):
            raise GuerdonError(f"the same steps end in one trace and not, or otherwise, in another: {shown(trace)}")
        if kind == OPEN and node == 0:
            return
        if kind != OPEN and node == 0:
            raise GuerdonError("a trace without labels has ended: nothing tells why")
        self.kinds[node], self.said[node] = kind, True


class Search:
    """Gives every prefix a state, by trying all moves of a machine with so many inner states."""

    def __init__(self, tree: Tree, inner: int, budget: int) -> None:
        self.order = sorted((child, parent, symbol) for (parent, symbol), child in tree.children.items())
        self.kinds = tree.kinds
        self.inner = inner
        self.budget = budget
        self.tried = 0
        self.state = [0] * len(tree.kinds)
        self.move: dict[tuple[int, Symbol], int] = {}
        self.used = 1

    def complete(self, place: int) -> bool:
        """Whether the prefixes from a place on can be given states; accepting is ``inner``, rejecting ``inner + 1``."""
        # Prefixes whose move is settled cost no recursion, so that long traces do not run into its limit.
        settled = place
        while settled < len(self.order):
            child, parent, symbol = self.order[settled]
            target = self.move.get((self.state[parent], symbol))
            if target is None:
                break
            if not self.fits(child, target):
                return False
            self.state[child] = target
            settled += 1
        if settled == len(self.order):
            return True
        child, parent, symbol = self.order[settled]
        source, used = self.state[parent], self.used
        for target in self.targets(child):
            self.tried += 1
            if self.tried > self.budget:
                return False
            self.move[source, symbol] = self.state[child] = target
            self.used = max(used, target + 1) if target < self.inner else used
            if self.complete(settled + 1):
                return True
            del self.move[source, symbol]
            self.used = used
        return False

    def fits(self, child: int, target: int) -> bool:
        kind = self.kinds[child]
        return target < self.inner if kind == OPEN else target == self.inner + (kind == BAD)

    def targets(self, child: int) -> range:
        kind = self.kinds[child]
        if kind == OPEN:
            return range(min(self.used + 1, self.inner))
        return range(self.inner + (kind == BAD), self.inner + (kind == BAD) + 1)


def built(search: Search) -> RewardMachine:
    """The machine that a search has found."""
    names = tuple(sorted({name for _, symbol in search.move for name in symbol}))
    bit = {name: 1 << place for place, name in enumerate(names)}
    states = (*(f"u{number}" for number in range(search.inner)), ACCEPT, REJECT)
    successor = np.repeat(np.arange(len(states))[:, None], 2 ** len(names), axis=1)
    for (source, symbol), target in search.move.items():
        successor[source, sum(bit[name] for name in symbol)] = target
    won = np.arange(len(states)) == search.inner
    return RewardMachine.of(names, states, successor, (won[successor] & ~won[:, None]).astype(float))


def shown(trace: Sequence[Symbol]) -> str:
    return " ".join("{" + ", ".join(sorted(step)) + "}" for step in trace[-5:])
