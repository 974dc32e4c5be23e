"""What a benchmark is, and what a reward's run of it gives."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from hashlib import sha256
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Float, Int

from guerdon.bench.contest import Contest, Standing, outcomes
from guerdon.bench.report import Report, Unit
from guerdon.bench.rules import Measure
from guerdon.discover import parts
from guerdon.errors import GuerdonError
from guerdon.ledger import Ledger
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.statistics import Estimate, bootstrap, mean_interval
from guerdon.surface import ATTRIBUTES
from guerdon.types import Example, Scores

CAUSES = 3


class Benchmark(ABC):
    """A public benchmark. To add one, subclass in a file of this folder.

    The value of a section is the mean over its subsets by their weights, the whole the mean of the sections, or by their
    weights where they are ``pooled``. Subsets that are not there are left out of both, and the report says so.
    """

    name: ClassVar[str]
    """What the command calls it."""
    paper: ClassVar[Paper]
    measures: ClassVar[Mapping[str, Measure]]
    """How contests are scored, by the name of the measure; the first is the headline."""
    counts: ClassVar[Mapping[str, int]]
    """How many contests each section has in the whole benchmark."""
    pooled: ClassVar[bool] = False
    """Whether the whole is the mean over contests, so that larger sections count more; else sections count alike."""
    section_weights: ClassVar[Mapping[str, float]] = {}
    """What a section counts in the whole, 1 where it is not named; for benchmarks that are not ``pooled``."""

    @abstractmethod
    def contests(self) -> list[Contest]:
        """Every contest that is at hand."""

    @abstractmethod
    def section(self, subset: str) -> str:
        """The section that a subset belongs to."""

    def weight(self, subset: str) -> float | None:
        """What a subset counts in its section; as many as it has contests when None."""
        return None


def benchmarks() -> dict[str, type[Benchmark]]:
    """Every benchmark by its name."""
    return {kind.name: kind for kind in parts("guerdon.bench", Benchmark)}


def run(
    benchmark: Benchmark,
    reward: Reward[Sequence[Example]],
    limit: int | None = None,
    ledger: Ledger | None = None,
    name: str = "reward",
) -> Report:
    """Lets a reward take part in a benchmark.

    Args:
        limit: only so many contests, whole groups of them, spread evenly over all; the report then calls itself
            incomplete.
        ledger: the scores so far, for a run that may be killed and resumed.
        name: what the report calls the reward.

    Raises:
        GuerdonError: there are no contests, or not one of them could be scored.
    """
    every = benchmark.contests()
    if not every:
        raise GuerdonError(f"{benchmark.name} has no contests here")
    some = every if limit is None else spread(every, limit)
    ledger = ledger or Ledger(reward)
    standings = outcomes(reward, some, ledger)
    lost = {together(some[place]) for place, each in enumerate(standings) if each.failed}
    there = [place for place, each in enumerate(some) if together(each) not in lost]
    if not there:
        raise GuerdonError(
            f"{name} scored none of the {len(some):,} contests of {benchmark.name}: {causes(ledger, standings)[0]}"
        )
    kept = [some[place] for place in there]
    own = {measure: Scored(benchmark, rule, kept) for measure, rule in benchmark.measures.items()}
    headline = next(iter(own.values()))
    units = {measure: scored.units([standings[place] for place in there]) for measure, scored in own.items()}
    first = next(iter(units.values()))
    sections = [benchmark.section(each.subset) for each in kept]
    return Report(
        benchmark.name,
        name,
        {measure: scored.estimate(units[measure]) for measure, scored in own.items()},
        headline.by(headline.sections, first),
        headline.by(headline.subsets, first),
        {label: headline.value(headline.units(outcomes(control, kept))) for label, control in CONTROLS.items()},
        {
            section: (sections.count(section), benchmark.counts.get(section, 0))
            for section in dict.fromkeys([*benchmark.counts, *sections])
        },
        len(some) - len(there),
        tuple(f"{why} ({count:,})" for why, count in Counter(causes(ledger, standings)).most_common(CAUSES)),
        headline.each(first, kept),
    )


def figures(
    benchmark: Benchmark, contests: Sequence[Contest], reward: Reward[Sequence[Example]], ledger: Ledger | None = None
) -> dict[str, float]:
    """What a reward gets on some contests of a benchmark: every measure, then the headline by section; no intervals.

    Raises:
        GuerdonError: a score or a preference is missing.
    """
    ledger = ledger or Ledger(reward)
    standings = outcomes(reward, contests, ledger)
    if any(each.failed for each in standings):
        raise GuerdonError(f"some contests of {benchmark.name} have no scores: {causes(ledger, standings)[0]}")
    found, first = {}, next(iter(benchmark.measures))
    for name, measure in benchmark.measures.items():
        scored = Scored(benchmark, measure, contests)
        units = scored.units(standings)
        found[name] = scored.value(units)
        if name == first:
            places = {label: np.array([each == label for each in scored.sections]) for label in scored.sections}
            sections = {label: scored.value(units, np.flatnonzero(rows)) for label, rows in places.items()}
    return found | sections


def together(contest: Contest) -> Hashable:
    """What contests share that belong together; a contest without a group is alone."""
    return (contest.subset, contest.group) if contest.group else id(contest)


def spread(every: Sequence[Contest], limit: int) -> list[Contest]:
    """Whole groups of contests, spread evenly over all, no more contests than the limit unless one group has more."""
    groups: dict[Hashable, list[Contest]] = {}
    for each in every:
        groups.setdefault(together(each), []).append(each)
    rows = list(groups.values())
    for step in range(-(-len(every) // limit), len(rows)):
        some = [each for group in rows[::step] for each in group]
        if len(some) <= limit:
            return some
    return rows[0]


class Scored:
    """The contests of a benchmark under one measure, and how what they are worth makes one number."""

    def __init__(self, benchmark: Benchmark, measure: Measure, contests: Sequence[Contest]) -> None:
        self.benchmark, self.measure = benchmark, measure
        groups: dict[Hashable, list[int]] = {}
        for place, each in enumerate(contests):
            groups.setdefault(together(each) if measure.together else place, []).append(place)
        self.places = list(groups.values())
        """The contests of each unit."""
        firsts = [contests[places[0]] for places in self.places]
        self.subsets = [each.subset for each in firsts]
        self.sections = [benchmark.section(subset) for subset in self.subsets]
        self.clusters = [each.group or each.prompt for each in firsts]
        """Units of one cluster are not independent."""
        self.names = sorted(set(self.subsets))
        codes = {name: code for code, name in enumerate(self.names)}
        self.codes: Int[np.ndarray, "units"] = np.array([codes[subset] for subset in self.subsets])

    def units(self, standings: Sequence[Standing]) -> np.ndarray:
        """What the measure has to know of each unit: numbers, or objects of its own."""
        rows = [self.measure.unit([standings[place] for place in places]) for places in self.places]
        if all(isinstance(row, float) for row in rows):
            return np.array(rows)
        units = np.empty(len(rows), dtype=object)
        units[:] = rows
        return units

    def shares(self) -> Float[np.ndarray, "units"]:
        """What each unit counts in the whole; together 1."""
        sizes = np.bincount(self.codes)
        given = [self.weight(name) for name in self.names]
        weights = np.array(
            [float(size) if weight is None else weight for weight, size in zip(given, sizes, strict=True)]
        )
        sections = [self.benchmark.section(name) for name in self.names]
        totals = {
            section: sum(w for w, each in zip(weights, sections, strict=True) if each == section)
            for section in sections
        }
        if not self.benchmark.pooled:
            alike = np.array([self.benchmark.section_weights.get(section, 1.0) for section in sections])
            weights = alike * weights / np.array([totals[section] for section in sections])
        return (weights / weights.sum() / sizes)[self.codes]

    def each(self, units: np.ndarray, contests: Sequence[Contest]) -> tuple[Unit, ...]:
        """What every unit was worth; none where the measure is no mean of numbers."""
        if type(self.measure).value is not Measure.value:
            return ()
        firsts = [contests[places[0]] for places in self.places]
        rows = zip(firsts, self.sections, self.clusters, self.shares().tolist(), units.tolist(), strict=True)
        return tuple(Unit.of(*row) for row in rows)

    def value(self, units: np.ndarray, some: Int[np.ndarray, "m"] | None = None) -> float:
        """The number for all units, or some: the mean of the sections, or of all units where the benchmark pools them, and
        each section the weighted mean of its subsets."""
        some = np.arange(len(self.codes)) if some is None else some
        codes = self.codes[some]
        sections: dict[str, list[tuple[float, float]]] = {}
        for code, size in zip(*(column.tolist() for column in np.unique(codes, return_counts=True)), strict=True):
            subset = self.names[code]
            weight = self.weight(subset)
            entry = (float(size) if weight is None else weight, self.measure.value(units[some[codes == code]]))
            sections.setdefault(self.benchmark.section(subset), []).append(entry)
        sizes = [sum(weight for weight, _ in rows) for rows in sections.values()]
        given = [self.benchmark.section_weights.get(section, 1.0) for section in sections]
        values = [np.average([v for _, v in rows], weights=[w for w, _ in rows]) for rows in sections.values()]
        return float(np.average(values, weights=sizes if self.benchmark.pooled else given))

    def weight(self, subset: str) -> float | None:
        """What a subset counts in its section; as many as it has units when None."""
        return 1.0 if self.measure.even else self.benchmark.weight(subset)

    def estimate(self, units: np.ndarray, some: Int[np.ndarray, "m"] | None = None) -> Estimate:
        """The same with its interval over clusters."""
        some = np.arange(len(self.codes)) if some is None else some
        clusters = [self.clusters[unit] for unit in some]
        if len(set(self.codes[some].tolist())) == 1 and type(self.measure).value is Measure.value:
            return mean_interval(units[some], groups=clusters)
        return bootstrap(lambda rows: self.value(units, rows.astype(int)), some.astype(float), groups=clusters)

    def by(self, labels: Sequence[str], units: np.ndarray) -> dict[str, Estimate]:
        """The value of each section or subset, with its interval."""
        return {
            label: self.estimate(units, np.array([row for row, each in enumerate(labels) if each == label]))
            for label in sorted(set(labels))
        }


def causes(ledger: Ledger, standings: Sequence[Standing]) -> list[str]:
    """Why scores are missing, one reason for each response without, and why preferences are, one for each such contest."""
    return [*ledger.causes.values(), *(each.cause for each in standings if each.cause)]


class Length(Reward[Sequence[Example]]):
    """The logarithm of the number of words: whoever writes more wins."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([float(ATTRIBUTES["log_words"](each.response)) for each in batch]))


class Constant(Reward[Sequence[Example]]):
    """The same for everything: what ties earn."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.zeros(len(batch)))


class Chance(Reward[Sequence[Example]]):
    """A number that depends on the response in no way that means anything."""

    def score(self, batch: Sequence[Example]) -> Scores:
        digests = [sha256(each.identity.encode()).digest() for each in batch]
        return Scores(torch.tensor([int.from_bytes(digest[:8], "big") / 2**64 for digest in digests]))


CONTROLS: Mapping[str, Reward[Sequence[Example]]] = {"length": Length(), "constant": Constant(), "chance": Chance()}
