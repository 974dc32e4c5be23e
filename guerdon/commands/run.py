"""guerdon run: a published system, checked; guerdon systems: which there are."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from tyro.conf import FlagCreatePairsOff, OmitArgPrefixes, Positional, arg
from tyro.extras import SubcommandApp


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(systems)
    named = [argument for argument in arguments[1:2] if not argument.startswith("-")]
    app.command(run_with(config_of(named[0]) if arguments[0] == "run" and named else NoConfig))


EVIDENCE = Path("docs/evidence")


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
        system: Annotated[Positional[str], arg(metavar="SYSTEM")] = "",
        config: Annotated[settings, OmitArgPrefixes] = settings(),  # noqa: B008
        seeds: int = 5,
        first_seed: int = 0,
        jobs: int = 0,
        record: Annotated[Path | None, arg(metavar="PATH")] = None,
        all_: Annotated[bool, arg(name="all"), FlagCreatePairsOff] = False,
        missing: Annotated[bool, FlagCreatePairsOff] = False,
        room: str = "",
        json_: Annotated[bool, arg(name="json"), FlagCreatePairsOff] = False,
    ) -> None:
        """Check a published system: baseline and method on the same data and budget, over seeds.

        Args:
            system: A name that guerdon systems lists.
            config: The system's own settings.
            seeds: How many seeds, each a run of baseline and method.
            first_seed: The first seed; the others follow it.
            jobs: How many processes, each with one thread; as many as there are processors when 0.
            record: A folder to write outcomes to as JSON; docs/evidence with --all.
            all_: Run every system, each with its default settings.
            missing: With --all, only systems without a recorded outcome: continues a run that was stopped.
            room: With --all, only the systems of one part of guerdon, such as learn or judge.
            json_: Print JSON, one line for each system.
        """
        from guerdon.errors import GuerdonError

        if seeds < 1:
            raise GuerdonError(f"--seeds is {seeds}, expected at least 1")
        span = range(first_seed, first_seed + seeds)
        if all_:
            record = record or EVIDENCE
            configs = every(room, record if missing else None)
        elif not system:
            raise GuerdonError("name a system, or run every one with --all; guerdon systems lists them")
        else:
            configs = {system: config}
        execute(configs, span, jobs, record, json_)

    return run


def every(room: str, recorded: Path | None) -> dict[str, Any]:
    """The systems of a room, or of all, with their own settings; without those that a folder has."""
    from guerdon.errors import GuerdonError
    from guerdon.recipes.base import recipes

    found = recipes()
    rooms = sorted({module.room for module in found.values()})
    if room and room not in rooms:
        raise GuerdonError(f"no system is of the room {room!r}; the rooms: {', '.join(rooms)}")
    return {
        slug: module.Config()
        for slug, module in found.items()
        if room in ("", module.room) and not (recorded and (recorded / f"{slug}.json").exists())
    }


def execute(configs: Mapping[str, Any], seeds: Sequence[int], jobs: int, record: Path | None, as_json: bool) -> None:
    """Runs recipes, writes and prints what comes out of each as it ends."""
    from guerdon.progress import progress
    from guerdon.recipes.base import recipe
    from guerdon.recipes.jobs import carry_out_jobs
    from guerdon.saving import claim_folder, replacing_file

    if record:
        claim_folder(record)
    modules = {slug: recipe(slug) for slug in configs}  # an unknown one fails before any work
    with progress("run", unit="seeds") as bar:
        for slug, results in carry_out_jobs(configs, seeds, jobs or os.cpu_count() or 1, bar.update):
            outcome = results[0].to_json() | {"others": [result.to_json() for result in results[1:]]}
            if record:
                with replacing_file(record / f"{slug}.json") as draft:
                    draft.write_text(json.dumps(outcome, indent=1) + "\n")
            if as_json:
                print(json.dumps(outcome), flush=True)
            else:
                show(modules[slug], results)


def show(module: Any, results: Sequence[Any]) -> None:
    """A claim and its verdicts, for a person."""
    from rich.console import Console

    console = Console(highlight=False)
    colours = {"confirmed": "green", "contradicted": "red", "not confirmed": "yellow"}
    console.print(f"[bold]{module.paper.title}[/] ({first_of(module.paper.authors)}, {module.paper.year})")
    for result in results:
        console.print(f"\n[bold]{result.data}[/]")
        console.print(f"claim     {result.claim}")
        console.print(f"baseline  {result.baseline:.3f}")
        console.print(f"method    {result.method:.3f}")
        for place, (name, value) in enumerate(result.controls.items()):
            console.print(f"{'' if place else 'controls':<10}{value:.3f}  {name}")
        low, high = result.interval
        seeds = f"{len(result.seeds)} seed{'s' * (len(result.seeds) > 1)}"
        console.print(f"difference {result.difference:+.3f}  95 % interval {low:+.3f} to {high:+.3f}, {seeds}")
        console.print(f"verdict   [bold {colours[result.verdict]}]{result.verdict}[/], {reached(result)}")
    console.print(f"\n{results[0].seconds:.0f} s of one processor\n")


def first_of(authors: str) -> str:
    """The surname of the first author, and whether there are others."""
    first, *others = authors.removesuffix(" et al.").split(" and ")
    return first.partition(",")[0] + " et al." * (bool(others) or authors.endswith(" et al."))


def reached(result: Any) -> str:
    """How many of the seeds reach the margin by themselves, and what that means where only some do."""
    n = len(result.seeds)
    said = f"{result.reached} of {n} seed{'s' * (n > 1)} reach{'es' * (n == 1)} the margin"
    return f"it depends on the seed: {said}" if 0 < result.reached < n else said


def systems(json_: Annotated[bool, arg(name="json"), FlagCreatePairsOff] = False) -> None:
    """List the published systems that can be run, by name and paper.

    Args:
        json_: Print JSON, with the claim of each.
    """
    from rich.console import Console
    from rich.table import Column, Table

    from guerdon.recipes.base import recipes

    found = recipes().items()
    if json_:
        rows = [{"slug": slug, "paper": module.paper.title, "claim": module.claim.says} for slug, module in found]
        print(json.dumps(rows))
        return
    table = Table(Column("system", no_wrap=True), "paper", box=None)
    for slug, module in found:
        table.add_row(slug, module.paper.title)
    Console(highlight=False).print(table)
