"""guerdon run: a published system, checked; guerdon systems: which there are."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from tyro.conf import OmitArgPrefixes, Positional, arg
from tyro.extras import SubcommandApp


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(systems)
    named = [argument for argument in arguments[1:2] if not argument.startswith("-")]
    app.command(run_with(config_of(named[0]) if arguments[0] == "run" and named else NoConfig))


@dataclass
class NoConfig:
    """A system's own settings show with: guerdon run SYSTEM --help."""


def config_of(system: str) -> type:
    """The settings of a system, from which its options are made."""
    from guerdon.errors import GuerdonError
    from guerdon.recipes.base import recipe

    try:
        return recipe(system).Config
    except GuerdonError:
        return NoConfig  # running it says what is wrong


def run_with(settings: type) -> Callable[..., None]:
    """The command ``run`` for a system with these settings."""

    def run(
        system: Positional[str],
        config: Annotated[settings, OmitArgPrefixes] = settings(),  # noqa: B008
        seeds: int = 5,
        first_seed: int = 0,
        record: Path | None = None,
        json_: Annotated[bool, arg(name="json")] = False,
    ) -> None:
        """Check a published system: baseline and method on the same data and budget, over seeds.

        Args:
            system: A name that guerdon systems lists.
            config: The system's own settings.
            seeds: How many seeds.
            first_seed: The first of them.
            record: A folder to write the outcome to as JSON, such as docs/evidence.
            json_: Print JSON.
        """
        execute(system, config, range(first_seed, first_seed + seeds), record, json_)

    return run


def execute(system: str, config: Any, seeds: Sequence[int], record: Path | None, as_json: bool) -> None:
    """Runs a recipe and prints what came out."""
    from guerdon.progress import progress
    from guerdon.recipes.base import carry_out, recipe
    from guerdon.saving import replacing_file

    module = recipe(system)
    with progress("run", unit="seeds") as bar:
        results = carry_out(module, config, seeds, bar.update)
    outcome = results[0].to_json() | {"others": [result.to_json() for result in results[1:]]}
    if record:
        with replacing_file(record / f"{system}.json") as draft:
            draft.write_text(json.dumps(outcome, indent=1) + "\n")
    if as_json:
        print(json.dumps(outcome))
        return
    show(module, results)


def show(module: Any, results: Sequence[Any]) -> None:
    """A claim and its verdicts, for a person."""
    from rich.console import Console

    console = Console(highlight=False)
    colours = {"confirmed": "green", "contradicted": "red", "not confirmed": "yellow"}
    console.print(f"[bold]{module.paper.title}[/] ({module.paper.authors}, {module.paper.year})")
    for result in results:
        console.print(f"\n[bold]{result.data}[/]")
        console.print(f"claim     {result.claim}")
        console.print(f"baseline  {result.baseline:.3f}")
        console.print(f"method    {result.method:.3f}")
        for name, value in result.controls.items():
            console.print(f"          {value:.3f}  {name}")
        low, high = result.interval
        seeds = f"{len(result.seeds)} seed{'s' * (len(result.seeds) > 1)}"
        console.print(f"difference {result.difference:+.3f}  95 % interval {low:+.3f} to {high:+.3f}, {seeds}")
        console.print(f"verdict   [bold {colours[result.verdict]}]{result.verdict}[/]")
    console.print(f"\n{results[0].seconds:.0f} s")


def systems(json_: Annotated[bool, arg(name="json")] = False) -> None:
    """List the published systems that can be run.

    Args:
        json_: Print JSON.
    """
    from rich.console import Console
    from rich.table import Table

    from guerdon.recipes.base import recipes

    rows = [(slug, module.paper.title, module.claim.says) for slug, module in recipes().items()]
    if json_:
        print(json.dumps([{"slug": slug, "paper": title, "claim": claim} for slug, title, claim in rows]))
        return
    table = Table("system", "paper", "claim", box=None)
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)
