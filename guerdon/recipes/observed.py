"""Pairs of answers with what tools observed of them behind each: recorded, called now, or of another pair."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from guerdon.judge import (
    Matched,
    Planner,
    Replayed,
    RulePlanner,
    Step,
    Stuck,
    Trace,
    WholeAnswer,
    WithTests,
    appended,
    investigate,
)
from guerdon.judge.tool_judge import written
from guerdon.records import Comparisons
from guerdon.saving import cache_folder
from guerdon.types import Comparison
from guerdon.verify.tools import Calculator, CodeRun, DateAfter, DayDifference, Tool, WeekDay

DATE = r"(\d{4}-\d\d-\d\d)"
RULES = RulePlanner(
    (
        Matched("target_day", rf"(\d+) days after {DATE}", r"\2, \1"),
        Matched("target_day", rf"(\d+) days before {DATE}", r"\2, -\1"),
        Matched("day_difference", rf"\A[^\n]*?{DATE}\b[^\n]*?{DATE}", r"\1, \2"),
        Matched("week_day", rf"(?i)\A[^\n]*week[^\n]*?{DATE}", r"\1"),
        Matched("history_weather", rf" in ([^\n]+?) on {DATE}\?", r"\1, \2"),
        Matched("history_weather", rf"(?ms) in ([^\n]+?) on the \d+ days.*^{DATE}$", r"\1, \2"),
        WholeAnswer("calculator", "<<"),
        WithTests(),
    )
)
"""Which tool has an answer to which question, of the data of tool-augmented reward modelling."""


def toolbox(rows: Comparisons) -> tuple[Tool, ...]:
    """The tools that run here, and a weather station of which there are the recordings of some rows alone."""
    return (WeekDay(), DayDifference(), DateAfter(), Calculator(), CodeRun(), recorded_weather(rows))


def recorded_weather(rows: Comparisons) -> Replayed:
    """The weather station, of which there are recordings alone."""
    calls = [call for row in rows for call in row.chosen.meta["calls"] if call[0] == "history_weather"]
    known = {asked: said for _, asked, said in calls}
    return Replayed("history_weather", "the weather of a city on a date, such as Neijiang, 2023-06-19", known)


def recorded(rows: Sequence[Comparison]) -> list[Trace | Stuck]:
    """What tools observed of each answer when the data was made; of each pair the chosen one first."""
    sides = [side for row in rows for side in (row.chosen, row.rejected)]
    return [Trace(tuple(Step(*call) for call in side.meta["calls"])) for side in sides]


def called(rows: Sequence[Comparison], planner: Planner, tools: Sequence[Tool]) -> list[Trace | Stuck]:
    """What tools observe now."""
    sides = [side for row in rows for side in (row.chosen, row.rejected)]
    return investigate(sides, planner, tools, cache=Path(observations()))


def observed(rows: Sequence[Comparison], traces: Sequence[Trace | Stuck]) -> list[Comparison]:
    """The pairs with a trace behind each answer; a pair of which a planner was stuck is left out."""
    made = []
    for row, *both in zip(rows, traces[::2], traces[1::2], strict=True):
        first, second = (written(trace).texts for trace in both)
        if first and second:
            made.append(
                replace(row, chosen=appended(row.chosen, *first[0]), rejected=appended(row.rejected, *second[0]))
            )
    return made


def swapped(rows: Sequence[Comparison], traces: Sequence[Trace | Stuck], seed: int) -> list[Trace | Stuck]:
    """Each pair's traces replaced by those of the next pair of its task, by chance the other way round."""
    turned = np.random.default_rng([seed, 2]).integers(2, size=len(rows)).tolist()
    places: dict[str | None, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row.source, []).append(place)
    after = {here: there for some in places.values() for here, there in zip(some, some[1:] + some[:1], strict=True)}
    return [traces[2 * after[place] + (side + turned[place]) % 2] for place in range(len(rows)) for side in (0, 1)]


def observations() -> str:
    """Where what tools have said is kept, for it is the same for every seed."""
    return str(cache_folder() / "observations.sqlite")
