"""What a reward got in a benchmark, in memory and on disk."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import inf, isfinite, nan
from pathlib import Path
from typing import Any

import numpy as np

from guerdon.bench.contest import Contest
from guerdon.errors import GuerdonError
from guerdon.saving import replacing_file
from guerdon.statistics import Estimate, mean_interval

FORMAT = 1
"""Raised when what was written before cannot be read any more."""
TABLES = ("measures", "sections", "subsets")
"""The fields of a report that hold estimates."""
LONGEST = 600
"""Characters of a text that are kept to look at."""


@dataclass(frozen=True)
class Unit:
    """One contest, or one group of contests, and what it was worth."""

    id: str
    """The same for every reward."""
    section: str
    subset: str
    cluster: str
    """Units of one cluster are not independent."""
    share: float
    """What it counts in the whole."""
    value: float
    """By the headline."""
    prompt: str
    right: str
    wrong: str

    @classmethod
    def of(cls, contest: Contest, section: str, cluster: str, share: float, value: float) -> "Unit":
        """A unit by its first contest, texts cut to what one looks at."""
        shown = (side[0].response if side else "" for side in (contest.right, contest.wrong))
        texts = (contest.prompt, *shown)
        return cls(
            digest(" ".join(each.identity for each in (*contest.right, *contest.wrong))), section, contest.subset,
            digest(cluster), share, value, *(text[:LONGEST] for text in texts),
        )  # fmt: skip


def digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


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
    units: tuple[Unit, ...] = ()
    """What every contest was worth, where the headline is a mean of such."""

    @property
    def complete(self) -> bool:
        """Whether this is the whole benchmark; what is not, is no official score."""
        return all(scored == whole for scored, whole in self.contests.values())

    @property
    def headline(self) -> Estimate:
        return next(iter(self.measures.values()))

    def to_json(self) -> dict[str, Any]:
        """All but the units; null for what is not known, such as the bounds of an interval from one prompt."""
        told = {name: value for name, value in asdict(self).items() if name != "units"}
        tables = {name: {label: nulled(each) for label, each in told[name].items()} for name in TABLES}
        return {**told, **tables, "controls": nulled(self.controls), "complete": self.complete}

    def save(self, folder: Path) -> Path:
        """Writes ``NAME.json`` for the benchmark's name into a folder, units and all."""
        path = folder / f"{self.benchmark}.json"
        known = {"format": FORMAT, **self.to_json(), "units": [asdict(unit) for unit in self.units]}
        with replacing_file(path) as draft:
            draft.write_text(json.dumps(known, indent=1, allow_nan=False) + "\n", encoding="utf-8")
        return path

    @classmethod
    def load(cls, path: Path) -> "Report | None":
        """What ``save`` wrote; None where a file holds something else.

        Raises:
            GuerdonError: it is damaged, or of another version.
        """
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise GuerdonError(f"{path} is damaged ({error}): run the benchmark again") from error
        if not isinstance(known, dict) or not {"format", "benchmark", "measures"} <= set(known):
            return None
        if known["format"] != FORMAT:
            raise GuerdonError(
                f"{path} is of version {known['format']}, this guerdon reads version {FORMAT}: run the benchmark again"
            )
        try:
            return cls(**fields_of(known))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise GuerdonError(f"{path} lacks what a result has ({error}): run the benchmark again") from error


def fields_of(known: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a report, from their JSON."""
    unknown = {"value": nan, "low": -inf, "high": inf}
    return {
        **{name: known[name] for name in ("benchmark", "reward", "failed")},
        **{
            name: {label: Estimate(**restored(each, unknown)) for label, each in known[name].items()} for name in TABLES
        },
        "controls": restored(known["controls"], dict.fromkeys(known["controls"], nan)),
        "contests": {section: (int(scored), int(whole)) for section, (scored, whole) in known["contests"].items()},
        "causes": tuple(known["causes"]),
        "units": tuple(Unit(**row) for row in known["units"]),
    }


def nulled(numbers: Mapping[str, float]) -> dict[str, float | None]:
    """Numbers with None for those that JSON has no word for."""
    return {name: number if isfinite(number) else None for name, number in numbers.items()}


def restored(numbers: Mapping[str, Any], unknown: Mapping[str, float]) -> dict[str, Any]:
    """The numbers again, with what stands for one that is not known."""
    return {name: unknown[name] if number is None else number for name, number in numbers.items()}


def reports(folder: Path) -> list[Report]:
    """Every report in a folder and in those below it.

    Raises:
        GuerdonError: there are none, or one of them cannot be read.
    """
    found = [report for path in sorted(folder.rglob("*.json")) if (report := Report.load(path)) is not None]
    if not found:
        raise GuerdonError(f"{folder} holds no results: guerdon bench REWARD --out {folder / 'NAME'} writes some")
    return found


def difference(first: Sequence[Unit], second: Sequence[Unit]) -> Estimate | None:
    """How much more the first got than the second where both took part; None where they never did.

    sum_i s_i (a_i - b_i) / sum_i s_i over the units i of both, shares s, resampled by cluster
    """
    known = {unit.id: unit for unit in second}
    both = [(unit, known[unit.id]) for unit in first if unit.id in known]
    if not both:
        return None
    gaps, shares = (np.array(column) for column in zip(*((a.value - b.value, a.share) for a, b in both), strict=True))
    return mean_interval(gaps, [unit.cluster for unit, _ in both], weights=shares)
