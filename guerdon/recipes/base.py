"""What a recipe is: a published claim, runnable, with a verdict that an interval decides.

A recipe is a module of this package named after its system, with ``paper``, ``room``, ``claim``, a dataclass ``Config`` and
``run(config, seed)``, which gives baseline and method the same data, budget and tuning.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from types import ModuleType
from typing import Any, Literal

import numpy as np
from scipy import stats

from guerdon.discover import modules
from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.papers import recipe as module_of
from guerdon.statistics import Estimate

Verdict = Literal["confirmed", "not confirmed", "contradicted"]
PACKAGE = "guerdon.recipes"


@dataclass(frozen=True)
class Claim:
    """What the method is said to do better than the baseline, and by how much to count; fixed before it is run."""

    says: str
    at_least: float
    """The margin: the difference, method minus baseline, that confirms the claim."""
    unit: str

    def __str__(self) -> str:
        return f"{self.says}: at least {self.at_least:g} {self.unit}"

    def verdict(self, difference: Estimate) -> Verdict:
        """Confirmed where the whole interval is at least the margin, contradicted where it is below zero."""
        if difference.low >= self.at_least:
            return "confirmed"
        return "contradicted" if difference.high < 0 else "not confirmed"


@dataclass(frozen=True)
class Outcome:
    """What one seed gave on one data set."""

    baseline: float
    method: float
    data: str
    """Which data: a testbed, or the name of a public data set."""
    controls: Mapping[str, float] = field(default_factory=dict)
    """The same measure of whatever could explain the effect away, and anything else worth recording."""
    claim: Claim | None = None
    """What is claimed of this data, where it is measured in another way; the recipe's claim when None."""


@dataclass(frozen=True)
class Result:
    """A claim on one data set over several seeds."""

    slug: str
    data: str
    claim: str
    """The claim in words, its margin included."""
    verdict: Verdict
    baseline: float
    method: float
    difference: float
    interval: tuple[float, float]
    controls: Mapping[str, float]
    seeds: tuple[int, ...]
    seconds: float
    each: tuple[float, ...]
    """The difference of each seed."""

    def to_json(self) -> dict[str, Any]:
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}


def recipes() -> dict[str, ModuleType]:
    """Every recipe by its slug."""
    found = {name: import_module(name) for name in modules(PACKAGE)}
    return {slug(name): module for name, module in found.items() if hasattr(module, "run")}


def slug(module: str) -> str:
    return module.removeprefix(f"{PACKAGE}.").replace("_", "-")


def carry_out(
    recipe: ModuleType,
    config: Any,
    seeds: Sequence[int],
    advance: Callable[[int, int], None] = lambda done, of: None,
) -> list[Result]:
    """Runs a recipe over seeds.

    Args:
        advance: told after each seed how many are done, and of how many.

    Returns:
        one result for each data set that the recipe speaks of, in its order.
    """
    outcomes: dict[int, list[Outcome]] = {}
    started = time.perf_counter()
    for done, seed in enumerate(seeds, 1):
        outcomes[seed] = listed(recipe.run(config, seed))
        advance(done, len(seeds))
    return conclude(recipe, outcomes, time.perf_counter() - started)


def conclude(recipe: ModuleType, outcomes: Mapping[int, Sequence[Outcome]], seconds: float) -> list[Result]:
    """The results of what each seed gave, one for each data set."""
    by_data: dict[str, dict[int, Outcome]] = {}
    for seed, some in sorted(outcomes.items()):
        for outcome in some:
            by_data.setdefault(outcome.data, {})[seed] = outcome
    return [concluded(recipe, data, by_seed, seconds) for data, by_seed in by_data.items()]


def listed(outcomes: Outcome | Iterable[Outcome]) -> list[Outcome]:
    return [outcomes] if isinstance(outcomes, Outcome) else list(outcomes)


def concluded(recipe: ModuleType, data: str, outcomes: Mapping[int, Outcome], seconds: float) -> Result:
    """The verdict on one data set: from the paired differences of the seeds, by Student's t."""
    rows = list(outcomes.values())
    claim = rows[0].claim or recipe.claim
    differences = np.array([row.method - row.baseline for row in rows])
    estimate = student(differences)
    controls = {name: float(np.mean([row.controls[name] for row in rows])) for name in rows[0].controls}
    return Result(
        slug(recipe.__name__),
        data,
        str(claim),
        claim.verdict(estimate),
        float(np.mean([row.baseline for row in rows])),
        float(np.mean([row.method for row in rows])),
        estimate.value,
        (estimate.low, estimate.high),
        controls,
        tuple(outcomes),
        round(seconds, 1),
        tuple(differences.tolist()),
    )


def student(values: np.ndarray, level: float = 0.95) -> Estimate:
    """The mean of a few independent values with Student's interval; one value alone says nothing of its spread."""
    mean, n = float(values.mean()), len(values)
    if n < 2:
        return Estimate(mean, -np.inf, np.inf, n)
    half = float(stats.t.ppf((1 + level) / 2, n - 1) * values.std(ddof=1) / np.sqrt(n))
    return Estimate(mean, mean - half, mean + half, n)


def recipe(name: str) -> ModuleType:
    """The recipe of a slug.

    Raises:
        GuerdonError: there is none; names the closest.
    """
    module = module_of(name)
    if not hasattr(module, "run"):
        raise GuerdonError(f"{name!r} is no system: see them all with guerdon systems")
    return module


__all__ = ["Claim", "Outcome", "Paper", "Result", "carry_out", "recipe", "recipes"]
