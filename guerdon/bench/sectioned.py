"""Benchmarks that tell their sections by a table: which subsets each has, and what they weigh."""

from collections.abc import Mapping
from typing import ClassVar

from guerdon.bench.base import Benchmark

OTHER = "other"


class Sectioned(Benchmark):
    """A benchmark whose subsets stand in a table; to add one, give it ``table`` and, where it has some, ``weights``.

    A subset may have something before its name, such as ``deu_Latn/hep-go``; its section then has the same before it.
    """

    table: ClassVar[Mapping[str, Mapping[str, int]]]
    """How many contests each subset has in the whole benchmark, by section."""
    weights: ClassVar[Mapping[str, float]] = {}
    """What a subset counts in its section where that is not how many contests the table gives it."""

    def section(self, subset: str) -> str:
        before, slash, name = subset.rpartition("/")
        found = next((section for section, subsets in self.table.items() if name in subsets), OTHER)
        return f"{before}{slash}{found}"

    def weight(self, subset: str) -> float | None:
        """As the tables say, whatever part of a subset is here; None for what is in no table."""
        name = subset.rpartition("/")[2]
        sizes = {name: float(size) for subsets in self.table.values() for name, size in subsets.items()}
        return (sizes | dict(self.weights)).get(name)


def totals(table: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """How many contests each section has."""
    return {section: sum(subsets.values()) for section, subsets in table.items()}
