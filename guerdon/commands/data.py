"""guerdon data: look at preference data, convert it, split it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from tyro.conf import Positional, arg
from tyro.extras import SubcommandApp


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    data = SubcommandApp()
    for command in (inspect, convert, split, formats):
        data.command(command)
    app.command(data, name="data")


def inspect(
    data: Positional[tuple[str, ...]],
    format: str | None = None,
    json_: Annotated[bool, arg(name="json")] = False,
) -> None:
    """Say what a data set holds: counts, lengths, labels, conflicts, repetitions.

    Args:
        data: Files, folders, hub names or a testbed.
        format: How the data is to be read, where its columns do not tell.
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
    data: Positional[tuple[str, ...]],
    out: Annotated[Path, arg(aliases=["-o"])],
    format: str | None = None,
    comparisons: bool = False,
) -> None:
    """Write a data set in guerdon's columns, which are TRL's with optional ones beside them.

    Args:
        data: Files, folders, hub names or a testbed.
        out: The file to write: .jsonl, .jsonl.gz, .csv or .parquet.
        format: How the data is to be read, where its columns do not tell.
        comparisons: Turn ratings and rankings into comparisons.
    """
    from rich.console import Console

    from guerdon.feedback import read, write

    reading = read(list(data), format=format)
    write(reading.comparisons() if comparisons else reading.records, out)
    Console(highlight=False).print(f"[bold]read[/]   {reading.summary()}\n[bold]wrote[/]  {out}")


def split(
    data: Positional[tuple[str, ...]],
    out: Annotated[Path, arg(aliases=["-o"])],
    held_out: float = 0.2,
    seed: int = 0,
    format: str | None = None,
) -> None:
    """Split a data set so that its two parts share no prompt, nor nearly the same one.

    Args:
        data: Files, folders, hub names or a testbed.
        out: The folder to write train.parquet and test.parquet to.
        held_out: The share of the prompts for the test.
        seed: Another seed, another split.
        format: How the data is to be read, where its columns do not tell.
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
        table.add_row(each.name, ", ".join(sorted(each.columns)), (each.__doc__ or "").splitlines()[0])
    Console(highlight=False).print(table)
