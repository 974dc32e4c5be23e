"""Curation from file to file: the plan, the data, what is kept, what is left out, and the account of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from guerdon.feedback.curate import Account, Curation, curate, lost_line, step_name
from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.filetype import COMPRESSION, require_type
from guerdon.feedback.plan import Lookup, Plan, read_plan
from guerdon.feedback.read import read
from guerdon.feedback.reading import Reading, counted
from guerdon.feedback.replacing import replacing
from guerdon.feedback.steps.base import Dropped
from guerdon.feedback.write import write


@dataclass(frozen=True)
class CuratedFile:
    """What a file of steps made of a data set."""

    recipe: str
    seed: int
    reading: Reading
    accounts: tuple[Account, ...]
    rows: int
    """How many are left."""
    out: Path | None
    """The file that was written; None where nothing was."""

    @property
    def dropped(self) -> Path | None:
        """The file of what was left out."""
        return self.out and beside(self.out, "dropped.jsonl")

    def to_json(self) -> dict[str, Any]:
        """All of it in JSON values."""
        return {
            "recipe": self.recipe,
            "seed": self.seed,
            "sources": list(self.reading.sources),
            "read": len(self.reading.records),
            "dropped_by_reader": dict(self.reading.dropped),
            "steps": [each.to_json() for each in self.accounts],
            "rows": self.rows,
            "out": self.out and str(self.out),
            "dropped": self.dropped and str(self.dropped),
        }

    def render(self) -> Table:
        """The account for a terminal: a line for each step, below it one for each reason with its first example."""
        table = Table(show_header=False, box=None, pad_edge=False)
        names = [f"{number} {each.step}" for number, each in enumerate(self.accounts, start=1)]
        table.add_column(no_wrap=True, min_width=max(map(len, ["wrote", *names])))  # a long reason takes none of it
        table.add_column(no_wrap=True, overflow="ellipsis")
        table.add_row("read", self.reading.summary())
        for name, each in zip(names, self.accounts, strict=True):
            left_out = sum(each.dropped.values())
            said = f"{each.before:,} to {counted(each.after, each.kind)}" + (
                f", {left_out:,} dropped" if left_out else ""
            )
            table.add_row(name, said)
            for why, count in each.dropped.items():
                table.add_row("", f"{count:>9,}  {escape(why)}")
                table.add_row("", f"[dim]{'such as':>9}  {escape(each.examples[why])}[/]")
        table.add_row("wrote" if self.out else "kept", f"{self.out or 'nothing: a dry run'}   {self.rows:,} rows")
        return table


def curate_file(
    recipe: Path, data: str | Path | Sequence[str | Path], out: Path | None, lookup: Lookup, format: str | None = None
) -> CuratedFile:
    """Reads a data set, takes the steps of a file, and writes what is left.

    Args:
        recipe: the TOML file of steps.
        data: as ``guerdon.feedback.read`` takes it.
        out: the file to write; beside it ``NAME.dropped.jsonl`` and ``NAME.summary.json``. It appears last, so that
            where it is, all are. None writes nothing.
        lookup: finds rewards and texts that the steps name.
        format: of the data, where its columns do not tell.

    Raises:
        FeedbackError: the file of steps, the data or the place to write is not right, or nothing is left.
    """
    if out:
        require_type(out)
    plan = read_plan(recipe, lookup)
    reading = read(data, format=format)
    if out is None:
        return told(recipe, plan, reading, curate(reading.records, plan.steps, plan.seed), None)
    with replacing(beside(out, "dropped.jsonl")) as draft, replacing(beside(out, "summary.json")) as summary:
        with draft.open("w", encoding="utf-8") as file:
            names = [step_name(type(step)) for step in plan.steps]

            def lost(number: int, dropped: Dropped, row: Mapping[str, Any]) -> None:
                file.write(lost_line(number, names[number - 1], dropped, row))

            curation = curate(reading.records, plan.steps, plan.seed, lost)
        found = told(recipe, plan, reading, curation, out)
        summary.write_text(json.dumps(found.to_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        write(curation.records, out)
    return found


def told(recipe: Path, plan: Plan, reading: Reading, curation: Curation, out: Path | None) -> CuratedFile:
    """The account of it all.

    Raises:
        FeedbackError: nothing is left to write.
    """
    if out and not len(curation.records):
        emptied = next(each for each in curation.accounts if not each.after)
        reasons = ", ".join(f"{count:,} {why}" for why, count in emptied.dropped.items())
        raise FeedbackError(
            f"{recipe}: nothing is left after {emptied.step} ({reasons}); see the counts with --dry-run"
        )
    return CuratedFile(str(recipe), plan.seed, reading, curation.accounts, len(curation.records), out)


def beside(out: Path, ending: str) -> Path:
    """A file of the same name with another ending."""
    plain = out.with_suffix("") if out.suffix.lower() in COMPRESSION else out
    return plain.with_suffix(f".{ending}")
