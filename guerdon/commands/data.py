"""guerdon data: look at preference data, convert it, curate it, split it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from tyro.conf import FlagCreatePairsOff, Positional, arg
from tyro.extras import SubcommandApp


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    data = SubcommandApp()
    for command in (inspect, convert, curate, split, formats):
        data.command(command)
    app.command(data, name="data", help="Look at preference data, convert it, curate it, split it.")


def inspect(
    data: Annotated[Positional[tuple[str, ...]], arg(metavar="DATA ...", help_behavior_hint="(required)")],
    format: Annotated[str | None, arg(metavar="NAME")] = None,
    json_: Annotated[bool, arg(name="json"), FlagCreatePairsOff] = False,
) -> None:
    """Describe a data set: counts, lengths, labels, conflicts, how often the longer answer wins.

    Args:
        data: Files, folders, hub names or a testbed.
        format: The format of the data, where its columns do not tell it.
        json_: Print JSON.
    """
    from rich.console import Console

    from guerdon.feedback import inspect as look
    from guerdon.feedback import read

    found = look(read(list(data), format=format))
    if json_:
        print(json.dumps(found.to_json()))
    else:
        Console(highlight=False).print(found.render())


def convert(
    data: Annotated[Positional[tuple[str, ...]], arg(metavar="DATA ...", help_behavior_hint="(required)")],
    out: Annotated[Path, arg(aliases=["-o"])],
    format: Annotated[str | None, arg(metavar="NAME")] = None,
    comparisons: bool = False,
) -> None:
    """Write a data set in guerdon's columns: those of TRL (prompt, chosen, rejected) and optional ones.

    Args:
        data: Files, folders, hub names or a testbed.
        out: The file to write: .jsonl, .jsonl.gz, .csv or .parquet.
        format: The format of the data, where its columns do not tell it.
        comparisons: Turn ratings and rankings into comparisons.
    """
    from rich.console import Console

    from guerdon.feedback import read, write

    reading = read(list(data), format=format)
    write(reading.comparisons() if comparisons else reading.records, out)
    Console(highlight=False).print(f"[bold]read[/]   {reading.summary()}\n[bold]wrote[/]  {out}")


def curate(
    recipe: Annotated[Positional[Path], arg(metavar="RECIPE")],
    data: Annotated[Positional[tuple[str, ...]], arg(metavar="DATA ...", help_behavior_hint="(required)")],
    out: Annotated[Path | None, arg(aliases=["-o"], metavar="PATH")] = None,
    format: Annotated[str | None, arg(metavar="NAME")] = None,
    dry_run: Annotated[bool, FlagCreatePairsOff] = False,
    json_: Annotated[bool, arg(name="json"), FlagCreatePairsOff] = False,
) -> None:
    """Filter, pair and mix a data set by the steps of a file, and account for every row that is left out.

    Beside the file it writes NAME.dropped.jsonl (every row left out, with its step and reason) and NAME.summary.json.

    Args:
        recipe: A TOML file: a seed, and a table [[step]] with "use" and options for each step.
        data: Files, folders, hub names or a testbed.
        out: The file to write: .jsonl, .jsonl.gz, .csv or .parquet.
        format: The format of the data, where its columns do not tell it.
        dry_run: Say what would be left out, and write nothing.
        json_: Print JSON.
    """
    from rich.console import Console

    from guerdon.errors import GuerdonError
    from guerdon.feedback import Lookup, curate_file
    from guerdon.loading import load

    if out is None and not dry_run:
        raise GuerdonError("name the file to write with --out, or look at the counts alone with --dry-run")
    curated = curate_file(recipe, list(data), None if dry_run else out, Lookup(load, prompts), format)
    if json_:
        print(json.dumps(curated.to_json(), ensure_ascii=False))
    else:
        Console(highlight=False).print(curated.render())


def prompts(name: str) -> tuple[str, ...]:
    """The different prompts of a benchmark (``bench:NAME``), or of a data set."""
    from guerdon.bench import benchmarks
    from guerdon.errors import GuerdonError
    from guerdon.feedback import read
    from guerdon.feedback.split import texts

    if not name.startswith("bench:"):
        records = read(name).records
        return tuple(dict.fromkeys(texts(records, records.prompts()).values()))
    known = benchmarks()
    kind = known.get(name.removeprefix("bench:"))
    if kind is None:
        raise GuerdonError(f"{name}: no known benchmark; use one of {', '.join(known)}")
    return tuple(dict.fromkeys(each.prompt for each in kind().contests()))


def split(
    data: Annotated[Positional[tuple[str, ...]], arg(metavar="DATA ...", help_behavior_hint="(required)")],
    out: Annotated[Path, arg(aliases=["-o"])],
    held_out: float = 0.2,
    seed: int = 0,
    format: Annotated[str | None, arg(metavar="NAME")] = None,
) -> None:
    """Split a data set into train and test that share no prompt, nor nearly the same one.

    Args:
        data: Files, folders, hub names or a testbed.
        out: The folder to write train.parquet and test.parquet to.
        held_out: The share of the prompts that goes to test.parquet, between 0 and 1.
        seed: Decides the split.
        format: The format of the data, where its columns do not tell it.
    """
    from rich.console import Console

    from guerdon.feedback import read, write
    from guerdon.feedback import split as divide

    parts = divide(read(list(data), format=format).records, share=held_out, seed=seed)
    for name, records in (("train", parts.train), ("test", parts.test)):
        write(records, out / f"{name}.parquet")
    Console(highlight=False).print(
        f"[bold]wrote[/]  {len(parts.train):,} rows to {out / 'train.parquet'}, {len(parts.test):,} to "
        f"{out / 'test.parquet'}; {parts.removed:,} near duplicates of test prompts are in neither"
    )


def formats() -> None:
    """List the formats that can be read, and the columns that they are recognised by."""
    from rich.console import Console
    from rich.table import Table

    from guerdon.feedback.recognise import formats as known

    table = Table("format", "columns", "what", box=None)
    for each in known().values():
        what = (each.__doc__ or "").splitlines()[0].replace("``", "")
        table.add_row(each.name, ", ".join(sorted(each.columns)), what)
    Console(highlight=False).print(table)
