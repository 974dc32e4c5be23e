"""Machines from temporal logic: what should come to hold, and in which order, in finite time."""

from collections.abc import Sequence

import numpy as np

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.shape.machines.formula import FALSE, TRUE, Parser, Term, every_set, joined, known
from guerdon.shape.machines.machine import ACCEPT, REJECT, RewardMachine

MOST = 100_000
"""Progressions, of each formula by each set of labels, beyond which it gives up: some seconds."""
paper = Paper(
    "bacchus1996rewarding", "Rewarding Behaviors",
    "Bacchus, Fahiem and Boutilier, Craig and Grove, Adam", 1996, venue="AAAI",
)  # fmt: skip


def machine_of(text: str, propositions: Sequence[str] | None = None) -> RewardMachine:
    """The reward machine that pays 1 when a trace has satisfied a formula, and rejects where none can satisfy it any more.

    >>> machine_of("F (coffee & F office) & (!plant U office)")

    ``F p``: p at some time from now on; ``X p``: in the next step; ``p U q``: q at some time, and p until then; ``!``
    before names alone, ``&``, ``|``. There is no ``G``: that something holds for ever is not known after any finite time.
    A formula that ``& !name`` forbids for all times is written with U, as above. Each step of a trace replaces the
    formula by what must hold from the next step on; each formula so reached is a state.

    Args:
        text: the formula.
        propositions: in the order of a labeller's columns; those of the formula, sorted, when None.

    Raises:
        GuerdonError: the text is no such formula, or it leads to so many others that it takes more than ``MOST`` steps.

    Source: progression by Bacchus, Boutilier & Grove 1996, "Rewarding Behaviors"; co-safe formulas by Kupferman & Vardi
    2001, "Model Checking of Safety Properties".
    """
    parser = TemporalParser(text)
    start, columns = parser.term, tuple(propositions or sorted(parser.names))
    known(text, tuple(parser.names), columns)
    held = [frozenset(name for name, on in zip(columns, row, strict=True) if on) for row in every_set(len(columns))]
    numbers, queue, rows = {start: 0}, [start], {}
    while queue:
        formula = queue.pop(0)
        row = []
        for labels in held:
            after = formula if formula in (TRUE, FALSE) else progressed(formula, labels)
            if after not in numbers:
                numbers[after] = len(numbers)
                queue.append(after)
            row.append(numbers[after])
        rows[numbers[formula]] = row
        if len(numbers) * len(held) > MOST:
            raise GuerdonError(
                f"the formula {text!r} leads to at least {len(numbers):,} others, by {len(held):,} sets of labels each, "
                f"which are more than {MOST:,} steps: split the task"
            )
    successor = np.array([rows[number] for number in range(len(rows))])
    kinds = {TRUE: ACCEPT, FALSE: REJECT}
    states = tuple(kinds.get(formula, f"u{number}") for formula, number in numbers.items())
    won = np.array([formula == TRUE for formula in numbers])
    return RewardMachine.of(columns, states, successor, (won[successor] & ~won[:, None]).astype(float))


def progressed(formula: Term, labels: frozenset[str]) -> Term:
    """What must hold from the next step on, for the formula to hold from this one."""
    if formula.operator in ("true", "false"):
        return formula
    if formula.operator in ("name", "not"):
        return TRUE if (formula.name in labels) == (formula.operator == "name") else FALSE
    if formula.operator == "next":
        (inner,) = formula.terms
        return inner
    if formula.operator == "until":
        assert formula.first is not None, "an until has both"
        assert formula.second is not None, "an until has both"
        goes_on = joined("and", [progressed(formula.first, labels), formula])
        return joined("or", [progressed(formula.second, labels), goes_on])
    return joined(formula.operator, [progressed(term, labels) for term in formula.terms])


class TemporalParser(Parser):
    """Reads formulas with X, F and U besides; U binds more than ``&`` and less than what stands before a name."""

    def unit(self) -> Term:
        first = self.single()
        return Term("until", first=first, second=self.unit()) if self.takes("U") else first

    def single(self) -> Term:
        if self.takes("X"):
            return Term("next", terms=frozenset({self.single()}))
        if self.takes("F"):
            later = self.single()
            return later if later.first == TRUE else Term("until", first=TRUE, second=later)  # F F p is F p
        if self.takes("!"):
            return self.negated(self.single())
        if self.rest[:1] == ["G"]:
            raise GuerdonError(
                f"{self.text!r} asks that something holds for ever (G), which no finite trace shows: use U"
            )
        if self.rest[:1] == ["U"]:
            raise self.broken()
        return super().unit()

    def negated(self, term: Term) -> Term:
        if term.operator in ("next", "until"):
            raise GuerdonError(f"{self.text!r} negates X, F or U, which no finite trace shows: negate names alone")
        return super().negated(term)
