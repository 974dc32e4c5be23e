"""What a benchmark is, and what a reward's run of it gives."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, ClassVar

import numpy as np
import torch
from jaxtyping import Float, Int

from guerdon.bench.contest import Contest, Wins, outcomes
from guerdon.bench.rules import Rule
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

    The value of a section is the mean over its subsets by their weights, the whole the mean of the sections. Subsets that
    are not there are left out of both, and the report says so.
    """

    name: ClassVar[str]
    """What the command calls it."""
    paper: ClassVar[Paper]
    measures: ClassVar[Mapping[str, Rule]]
    """How a contest is scored, by the name of the measure; the first is the headline."""
    counts: ClassVar[Mapping[str, int]]
    """How many contests each section has in the whole benchmark."""

    @abstractmethod
    def contests(self) -> list[Contest]:
        """Every contest that is at hand."""

    @abstractmethod
    def section(self, subset: str) -> str:
        """The section that a subset belongs to."""

    def weight(self, subset: str) -> float | None:
        """What a subset counts in its section; as many as it has contests when None."""
        return None


@dataclass(frozen=True)
class Report:
    """What a reward got in a benchmark."""

    benchmark: str
    reward: str
    measures: Mapping[str, Estimate]
    """The whole, by measure; the headline first."""
    sections: Mapping[str, Estimate]
    """The headline by section."""
    subsets: Mapping[str, Estimate]
    """The headline by subset."""
    controls: Mapping[str, float]
    """The headline of the length of the response, of a constant, and of chance."""
    contests: Mapping[str, tuple[int, int]]
    """How many contests of each section were scored, and how many there are in the whole benchmark."""
    failed: int
    """Contests that are left out, because a score of theirs is missing."""
    causes: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether this is the whole benchmark; what is not, is no official score."""
        return all(scored == whole for scored, whole in self.contests.values())

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"complete": self.complete}


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
        limit: only so many contests, spread evenly over all; the report then calls itself incomplete.
        ledger: the scores so far, for a run that may be killed and resumed.
        name: what the report calls the reward.

    Raises:
        GuerdonError: there are no contests, or not one of them could be scored.
    """
    every = benchmark.contests()
    if not every:
        raise GuerdonError(f"{benchmark.name} has no contests here")
    some = every if limit is None else every[:: -(-len(every) // limit)]
    ledger = ledger or Ledger(reward)
    wins = outcomes(reward, some, ledger)
    there = [place for place, each in enumerate(wins) if not np.isnan(each).any()]
    if not there:
        raise GuerdonError(f"{name} scored none of the {len(some):,} contests of {benchmark.name}: {cause(ledger)}")
    kept = Scored(benchmark, [some[place] for place in there])
    headline = next(iter(benchmark.measures.values()))
    controls = {label: outcomes(control, kept.contests) for label, control in CONTROLS.items()}
    own = [wins[place] for place in there]
    return Report(
        benchmark.name,
        name,
        {measure: kept.whole(rule, own) for measure, rule in benchmark.measures.items()},
        kept.by(kept.sections, headline, own),
        kept.by(kept.subsets, headline, own),
        {label: kept.value(kept.credit(headline, each)) for label, each in controls.items()},
        {
            section: (kept.sections.count(section), benchmark.counts.get(section, 0))
            for section in dict.fromkeys([*benchmark.counts, *kept.sections])
        },
        len(some) - len(there),
        tuple(f"{why} ({count:,})" for why, count in Counter(ledger.causes.values()).most_common(CAUSES)),
    )


class Scored:
    """Contests that have their scores, and how their credits make one number."""

    def __init__(self, benchmark: Benchmark, contests: Sequence[Contest]) -> None:
        self.benchmark = benchmark
        self.contests = contests
        self.subsets = [each.subset for each in contests]
        self.sections = [benchmark.section(subset) for subset in self.subsets]
        self.prompts = [each.prompt for each in contests]
        self.names = sorted(set(self.subsets))
        self.codes: Int[np.ndarray, "n"] = np.array([self.names.index(subset) for subset in self.subsets])

    def credit(self, rule: Rule, wins: Sequence[Wins]) -> Float[np.ndarray, "n"]:
        return np.array([rule(each) for each in wins])

    def value(self, credit: Float[np.ndarray, "n"]) -> float:
        """The whole: the mean of the sections, each the weighted mean of its subsets."""
        return self.mean_of_sections(credit, self.codes.astype(float))

    def mean_of_sections(self, credit: Float[np.ndarray, "n"], codes: Float[np.ndarray, "n"]) -> float:
        there, sizes = np.unique(codes.astype(int), return_counts=True)
        sections: dict[str, list[tuple[float, float]]] = {}
        for code, size in zip(there.tolist(), sizes.tolist(), strict=True):
            subset = self.names[code]
            weight = self.benchmark.weight(subset)
            entry = (float(size) if weight is None else weight, float(credit[codes == code].mean()))
            sections.setdefault(self.benchmark.section(subset), []).append(entry)
        return float(
            np.mean([np.average([v for _, v in rows], weights=[w for w, _ in rows]) for rows in sections.values()])
        )

    def whole(self, rule: Rule, wins: Sequence[Wins]) -> Estimate:
        """The whole with its interval over prompts."""
        credit = self.credit(rule, wins)
        return bootstrap(self.mean_of_sections, credit, self.codes.astype(float), groups=self.prompts)

    def by(self, labels: Sequence[str], rule: Rule, wins: Sequence[Wins]) -> dict[str, Estimate]:
        """The value of each section or subset, with its interval over prompts."""
        credit, found = self.credit(rule, wins), {}
        for label in dict.fromkeys(sorted(labels)):
            rows = np.array([each == label for each in labels])
            prompts = [prompt for prompt, inside in zip(self.prompts, rows, strict=True) if inside]
            if labels is self.subsets:
                found[label] = mean_interval(credit[rows], groups=prompts)
            else:
                codes = self.codes[rows].astype(float)
                found[label] = bootstrap(self.mean_of_sections, credit[rows], codes, groups=prompts)
        return found


def cause(ledger: Ledger) -> str:
    return next(iter(ledger.causes.values()), "its preferences are nan")


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
