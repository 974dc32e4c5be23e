"""Formulas over propositions, in text: read into terms, and as truth over all sets of labels."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from jaxtyping import Bool, Int

from guerdon.errors import GuerdonError
from guerdon.saving import Storable

TOKEN = re.compile(r"\s*([A-Za-z_]\w*|[!&|()])")
MOST = 16
"""Propositions of one machine: tables have 2^this columns."""


@dataclass(frozen=True)
class Term:
    """A formula in normal form: negations stand before names alone, and no and is in an and, no or in an or."""

    operator: str
    """One of true, false, name, not, and, or; in temporal formulas next and until too."""
    name: str = ""
    terms: frozenset["Term"] = frozenset()
    """Of and, or and next."""
    first: "Term | None" = None
    second: "Term | None" = None
    """Of until: ``first`` must hold until ``second`` does."""


TRUE, FALSE = Term("true"), Term("false")
OPPOSITE = {"and": "or", "or": "and", "name": "not", "not": "name", "true": "false", "false": "true"}


def joined(operator: str, terms: Sequence[Term]) -> Term:
    """A conjunction or disjunction: flat, without repetitions, and without terms that another one makes idle."""
    neutral, decisive = (TRUE, FALSE) if operator == "and" else (FALSE, TRUE)
    flat: set[Term] = set()
    for term in terms:
        flat |= term.terms if term.operator == operator else {term}
    flat.discard(neutral)
    if decisive in flat:
        return decisive
    parts = {term: term.terms if term.operator == OPPOSITE[operator] else frozenset({term}) for term in flat}
    kept = {term for term in flat if not any(parts[rival] < parts[term] for rival in flat)}
    if not kept:
        return neutral
    return next(iter(kept)) if len(kept) == 1 else Term(operator, terms=frozenset(kept))


class Parser:
    """Reads a formula by descent: ``|`` binds least, then ``&``, then ``!``. To add an operator, override a level."""

    reserved: Mapping[str, Term] = {"true": TRUE, "false": FALSE}

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: dict[str, None] = {}
        """Those that the formula speaks of, in order of appearance."""
        self.rest = TOKEN.findall(text)
        if "".join(self.rest) != "".join(text.split()):
            raise GuerdonError(f"the formula {text!r} has signs in it that are no names, brackets or ! & |")
        try:
            self.term = self.either()
        except RecursionError:
            raise GuerdonError(f"the formula {text[:40]!r}… has more brackets in each other than can be read") from None
        if self.rest:
            raise self.broken()

    def either(self) -> Term:
        terms = [self.both()]
        while self.takes("|"):
            terms.append(self.both())
        return joined("or", terms)

    def both(self) -> Term:
        terms = [self.unit()]
        while self.takes("&"):
            terms.append(self.unit())
        return joined("and", terms)

    def unit(self) -> Term:
        if self.takes("!"):
            return self.negated(self.unit())
        if self.takes("("):
            found = self.either()
            if not self.takes(")"):
                raise self.broken()
            return found
        word = self.rest.pop(0) if self.rest else ""
        if not word.isidentifier():
            raise self.broken()
        if word in self.reserved:
            return self.reserved[word]
        self.names[word] = None
        return Term("name", word)

    def takes(self, sign: str) -> bool:
        """Whether the next sign is this one; it is then read."""
        if self.rest[:1] != [sign]:
            return False
        self.rest.pop(0)
        return True

    def negated(self, term: Term) -> Term:
        """The negation, moved inwards to the names."""
        if term.operator in ("and", "or"):
            return joined(OPPOSITE[term.operator], [self.negated(inner) for inner in term.terms])
        return Term(OPPOSITE[term.operator], term.name)

    def broken(self) -> GuerdonError:
        return GuerdonError(f"{self.text!r} is no formula: expected names joined by & and |, with ! before them")


@dataclass(frozen=True)
class Formula(Storable):
    """Names joined by ``!``, ``&`` and ``|``, which bind in that order, with brackets; ``true`` always holds.

    >>> Formula("key & !(lava | water)")
    """

    text: str

    def __post_init__(self) -> None:
        """Raises GuerdonError where the text is no formula."""
        _ = self.parsed

    @cached_property
    def parsed(self) -> Parser:
        return Parser(self.text)

    @property
    def names(self) -> tuple[str, ...]:
        """The propositions that it speaks of, in order of appearance."""
        return tuple(self.parsed.names)

    def truth(self, propositions: Sequence[str]) -> Bool[np.ndarray, "codes"]:
        """Whether it holds, for each set of labels: bit i of a code says whether the i-th proposition is in the set.

        Raises:
            GuerdonError: it speaks of other propositions.
        """
        known(self.text, self.names, propositions)
        return truth(
            self.parsed.term,
            dict(zip(propositions, every_set(len(propositions)).T, strict=True)),
            2 ** len(propositions),
        )


def truth(term: Term, columns: Mapping[str, Bool[np.ndarray, "codes"]], size: int) -> Bool[np.ndarray, "codes"]:
    """Whether a term holds, for each code of so many."""
    if term.operator in ("true", "false"):
        return np.full(size, term.operator == "true")
    if term.operator in ("name", "not"):
        return columns[term.name] == (term.operator == "name")
    both = np.logical_and if term.operator == "and" else np.logical_or
    return reduce(both, [truth(inner, columns, size) for inner in term.terms])


def known(text: str, names: Sequence[str], propositions: Sequence[str]) -> None:
    """Raises GuerdonError where a formula speaks of something that is no proposition."""
    unknown = [name for name in names if name not in propositions]
    if unknown:
        raise GuerdonError(
            f"the formula {text!r} speaks of {unknown[0]!r}; the propositions are {', '.join(propositions)}"
        )


def every_set(n: int) -> Bool[np.ndarray, "codes n"]:
    """Every set of n labels, by its code; GuerdonError where n is above ``MOST``."""
    if n > MOST:
        raise GuerdonError(f"a machine of {n} propositions has a table of 2^{n} columns: use at most {MOST}")
    return (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(bool)


def codes(labels: Bool[np.ndarray, "n propositions"]) -> Int[np.ndarray, "n"]:
    """The code of each set of labels."""
    return labels @ (1 << np.arange(labels.shape[1]))


def described(code: int, propositions: Sequence[str]) -> str:
    """A set of labels as text."""
    return "{" + ", ".join(name for place, name in enumerate(propositions) if code >> place & 1) + "}"
