"""A report card: every finding about a reward, a verdict, and the ways to show them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

import guerdon
from guerdon.audit.base import Candidates, Finding, Headline, Judged, Unmeasured
from guerdon.audit.judge import TextReward, examine
from guerdon.audit.mistakes import Mistake, worst_mistakes
from guerdon.audit.page import render, write
from guerdon.audit.verdict import verdict
from guerdon.discover import parts
from guerdon.errors import GuerdonError
from guerdon.records import Comparisons
from guerdon.statistics import Estimate


@dataclass(frozen=True)
class ReportCard:
    """What was found about a reward, and how far it can be trusted."""

    title: str
    findings: tuple[Finding, ...]
    unmeasured: Mapping[type[Finding], Unmeasured]
    """The findings that the data could not give, and why."""
    comparisons: int
    """How many were judged."""
    prompts: int
    failed: int
    """How many were left out because a score failed."""
    causes: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)
    """How the reward was made, by name."""

    @cached_property
    def verdict(self) -> str:
        """One sentence: what the reward can and cannot be trusted with."""
        return verdict(self.findings, self.unmeasured.values())

    @cached_property
    def estimates(self) -> dict[str, Estimate]:
        """Every number with its interval, by name."""
        return {name: each for finding in self.findings for name, each in finding.estimates().items()}

    @property
    def headlines(self) -> list[Headline]:
        """The few numbers to see first."""
        return [headline for finding in self.findings for headline in finding.headlines()]

    @property
    def coverage(self) -> str:
        """What was judged and what could not be."""
        judged = f"{self.comparisons:,} comparisons of {self.prompts:,} prompts"
        return (
            f"{judged}; {self.failed:,} more could not be scored: {', '.join(self.causes)}" if self.failed else judged
        )

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values; a number that is not known, or has no bound, is null."""

        def value(name: str) -> float | None:
            return finite(self.estimates[name].value) if name in self.estimates else None

        accuracy = self.estimates.get("accuracy")
        return {
            "title": self.title,
            "verdict": self.verdict,
            "n": self.comparisons,
            "prompts": self.prompts,
            "failed": self.failed,
            "causes": list(self.causes),
            "accuracy": value("accuracy"),
            "accuracy_interval": [finite(accuracy.low), finite(accuracy.high)] if accuracy else None,
            "ece": value("ece"),
            "length_only_accuracy": value("length_only_accuracy"),
            "surface_only_accuracy": value("surface_only_accuracy"),
            "estimates": {name: row(each) for name, each in self.estimates.items()},
            "findings": {
                each.name(): {"title": each.title, "sentence": each.sentence(), "concern": each.concern()}
                for each in self.findings
            },
            "not_measured": {
                kind.name(): {"title": kind.title, "why": each.why} for kind, each in self.unmeasured.items()
            },
            "extra": dict(self.extra),
        }

    def to_html(self, path: str | Path) -> Path:
        """Writes the report as one HTML file that needs no network and no script; the same report, the same bytes.

        Returns:
            where it was written.
        """
        page = render(
            self.findings,
            title=self.title,
            verdict=self.verdict,
            coverage=self.coverage,
            headlines=self.headlines,
            unmeasured=self.unmeasured,
            mistakes=self.mistakes,
            extra=self.extra,
            version=guerdon.__version__,
        )
        write(page, Path(path))
        return Path(path)

    def print(self, console: Console | None = None) -> None:
        """Shows the report in a terminal."""
        console = console or Console(highlight=False)
        console.print(Text.assemble(("judged  ", "bold"), self.coverage), soft_wrap=True)
        for headline in self.headlines:
            console.print(Text("        ") + printed(headline), soft_wrap=True)
        for finding in self.findings:
            mark = Text("!", "bold yellow") if finding.concern() else Text("·", "dim")
            console.print(Padding(Text.assemble(mark, " ", finding.sentence()), (0, 0, 0, 6)))
            if finding.printed:
                console.print(Padding(tabulated(finding), (0, 0, 0, 8)))
        for kind, each in self.unmeasured.items():
            console.print(Padding(Text(f"- not measured: {kind.title} Because {each.why}.", "dim"), (0, 0, 0, 6)))
        console.print(Padding(Text.assemble(("verdict ", "bold"), self.verdict), (1, 0, 0, 0)))


def report_card(
    reward: TextReward,
    comparisons: Comparisons,
    train: Comparisons | None = None,
    candidates: Candidates | None = None,
    title: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> ReportCard:
    """Examines a reward and runs every audit of the room on what it said.

    >>> card = report_card(reward, test, train=train, candidates=draw(world, reward))
    >>> card.verdict
    >>> card.to_html("report.html")

    Args:
        reward: what is judged.
        comparisons: with labels; better none that the reward was trained on.
        train: what the reward was trained on, for the leakage audit.
        candidates: for best-of-n, as ``draw(world, reward)`` makes them; where not given, the responses of each prompt
            of ``comparisons`` that has at least three.
        title: what the report calls the reward.
        extra: how the reward was made, by name: data, encoder, seconds, what was cut.

    Raises:
        GuerdonError: there are no comparisons, or not one of them could be scored.
    """
    judged = examine(reward, comparisons, train, candidates)
    kinds = sorted(parts("guerdon.audit.findings", Finding), key=lambda kind: kind.place)
    measured = {kind: attempt(kind, judged) for kind in kinds}
    return ReportCard(
        title or reward.__name__,
        tuple(found for found in measured.values() if isinstance(found, Finding)),
        {kind: found for kind, found in measured.items() if isinstance(found, Unmeasured)},
        len(judged.rows),
        len(set(judged.prompts)),
        judged.failed,
        judged.causes,
        tuple(worst_mistakes(judged)),
        extra or {},
    )


def attempt(kind: type[Finding], judged: Judged) -> Finding | Unmeasured | None:
    """What a finding measures; where the reward fails it, or a limit stops it, the rest of the report stands without it."""
    try:
        return kind.measure(judged)
    except GuerdonError as error:
        return Unmeasured(str(error))


def finite(value: float) -> float | None:
    """The number, or None where JSON has no word for it."""
    return value if math.isfinite(value) else None


def row(estimate: Estimate) -> dict[str, float | int | None]:
    """An estimate as JSON values."""
    bounds = {name: finite(getattr(estimate, name)) for name in ("value", "low", "high")}
    return {**bounds, "n": estimate.n}


def printed(headline: Headline) -> Text:
    """A headline as a line of a terminal: ``accuracy 0.664 ± 0.018   length rule 0.608``."""
    estimate = headline.estimate
    half = (estimate.high - estimate.low) / 2
    beside = (f"   {name} {value:.3f}" for name, value in headline.beside)
    return Text.assemble(
        headline.label, (f" {estimate.value:.3f} ± {half:.3f}", "bold"), *((each, "dim") for each in beside)
    )


def tabulated(finding: Finding) -> Table:
    """The numbers of a finding as a table of a terminal."""
    content = finding.table()
    table = Table(*content.columns, box=None, pad_edge=False)
    for cells in content.rows:
        table.add_row(*(str(cell) for cell in cells))
    return table
