"""Writes the pages that follow from the code and from recorded evidence, each time the site is built."""

import ast
import inspect
import io
import json
import os
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import guerdon
from guerdon import learn
from guerdon.audit import Finding, thresholds
from guerdon.bench import benchmarks
from guerdon.cli import main
from guerdon.discover import parts
from guerdon.feedback import KNOWN
from guerdon.feedback.filetype import COMPRESSION, file_types
from guerdon.feedback.recognise import formats
from guerdon.learn.segmenters import Segmenter
from guerdon.papers import cite
from guerdon.recipes.base import COSTS, recipes
from guerdon.surface import ATTRIBUTES

ROOT = Path(__file__).parents[1]
EVIDENCE = ROOT / "docs" / "evidence"
ADVICE = ROOT / "docs" / "findings"
PROJECT = ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
APART = {"__main__", "cli", "commands"}
"""Modules of the command: the page of the command line shows them."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Adds the reference to the navigation."""
    config.nav.append({"Reference": [{name: f"reference/{name}.md"} for name in rooms()]})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages that no one writes by hand."""
    pages = {
        "formats.md": formats_page(),
        "systems.md": systems_page(),
        "command-line.md": command_page(),
        **{f"reference/{name}.md": reference_page(name) for name in rooms()},
        **{name: (ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](") for name in PROJECT},
    }
    for uri, content in pages.items():
        files.append(File.generated(config, uri, content=content))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Puts generated tables where a page asks for them by ``<!-- name -->``."""
    return re.sub(
        r"<!-- (\w+) -->",
        lambda asked: GENERATED[asked[1]]() if asked[1] in GENERATED else asked[0],
        markdown,
    )


def rooms() -> list[str]:
    """The modules that have a page of reference."""
    return [module.name for module in pkgutil.iter_modules(guerdon.__path__) if module.name not in APART]


def reference_page(name: str) -> str:
    """What a room says of itself, and its public parts."""
    return f"# guerdon.{name}\n\n::: guerdon.{name}\n"


def formats_page() -> str:
    """Formats, file types and public data sets."""
    sections = (format_section(name, kind) for name, kind in formats().items())
    endings = ", ".join(f"`{ending}`" for ending in sorted(file_types()))
    squeezed = ", ".join(f"`{ending}`" for ending in COMPRESSION)
    known = table(
        ("name", "on the hub", "where to get it by hand", "below `GUERDON_DATA`"),
        (
            (
                f"`{name}`",
                f"`{data.hub[0]}`" + (" …" if len(data.hub) > 1 else "") if data.hub else "",
                f"<{data.home}>",
                f"`{data.local}`",
            )
            for name, data in KNOWN.items()
        ),
    )
    return FORMATS.format(endings=endings, squeezed=squeezed, known=known, sections="\n\n".join(sections))


def format_section(name: str, kind: type) -> str:
    columns = ", ".join(f"`{column}`" for column in sorted(kind.columns))
    rows = [f"Columns: {columns}. Gives {kind.kind.__name__.lower()}."]
    if kind.id_column:
        rows.append(f"The id of each piece of feedback is in `{kind.id_column}`; no two may be the same.")
    if kind.companion:
        rows.append(f"A second file that it reads from the same folder: `{kind.companion}`.")
    return f"### {name}\n\n{inspect.cleandoc(kind.__doc__ or '')}\n\n{' '.join(rows)}"


FORMATS = """# Formats

`guerdon.read`, `guerdon train`, `guerdon audit` and `guerdon data` recognise a format by the columns of the first row.
`--format NAME` (in Python `format="NAME"`) overrides that. Rows from which nothing can be learned are dropped and
counted by reason; a row that breaks its format ends the reading with the file, the row and what to do.

Files: {endings}, the text ones also compressed as {squeezed}. A source may also be a folder, `testbed:NAME`, a short
name from the table of public data sets, or `ORG/NAME` and `ORG/NAME:SPLIT` on the Hugging Face hub.

## Recognised formats

{sections}

## Public data sets

A short name is read from the folder that `GUERDON_DATA` names, where it is there, and else from the hub.

{known}
"""


def systems_page() -> str:
    """Every recipe with its recorded outcome."""
    found = recipes()
    recorded = sum((EVIDENCE / f"{slug}.json").exists() for slug in found)
    sections = "\n\n".join(system_section(slug, module) for slug, module in found.items())
    rows = (row for slug in found for row in overview_rows(slug))
    overview = table(("system", "data", "used", "verdict", "effect, 95 % interval", "seeds that reach it"), rows)
    return SYSTEMS.format(count=len(found), recorded=recorded, overview=overview, sections=sections)


def overview_rows(slug: str) -> Iterator[tuple[str, ...]]:
    """What is recorded of a system, a row for each data set."""
    for result in recorded_results(slug):
        yield (
            f"[{slug}](#{slug})",
            result["data"],
            used(result),
            f"**{result['verdict']}**",
            effect(result),
            reached(result),
        )


def recorded_results(slug: str) -> list[dict[str, Any]]:
    """The recorded outcomes of a system, one for each data set; none where it was not recorded."""
    path = EVIDENCE / f"{slug}.json"
    if not path.exists():
        return []
    first = json.loads(path.read_text(encoding="utf-8"))
    return [first, *first.get("others", ())]


def used(result: dict[str, Any]) -> str:
    return "real data" if result["real"] else "testbed"


def effect(result: dict[str, Any]) -> str:
    low, high = result["interval"]
    return f"{result['difference']:+.3f} [{low:+.3f}, {high:+.3f}]"


def reached(result: dict[str, Any]) -> str:
    """How many seeds reach the margin by themselves; marked where that depends on the seed."""
    n = len(result["seeds"])
    return f"{result['reached']} of {n}" + (", depends on the seed" if 0 < result["reached"] < n else "")


def command(result: dict[str, Any]) -> str:
    seeds = result["seeds"]
    return f"guerdon run {result['slug']} --seeds {len(seeds)} --first-seed {seeds[0]}"


def system_section(slug: str, module: ModuleType) -> str:
    paper, claim = module.paper, module.claim
    results = recorded_results(slug)
    head = f"## {slug}\n\n{inspect.cleandoc(module.__doc__ or '')}"
    about = [
        f"- Paper: {f'[{paper.title}]({paper.url})' if paper.url else paper.title}, {paper.authors}, {paper.year}",
        f"- Claim: {claim}",
    ]
    if not results:
        return "\n\n".join([head, "\n".join(about), f"Not recorded yet. Run it:\n\n```sh\nguerdon run {slug}\n```"])
    outcome = table(
        ("data", "used", "claim", "verdict", "baseline", "method", "difference, 95 % interval", "seeds that reach it"),
        (outcome_row(result) for result in results),
    )
    told = [(each["data"], name, value) for each in results for name, value in each["controls"].items()]
    controls = table(("data", "control", "value"), ((a, b, f"{c:.3f}") for a, b, c in told if not b.startswith(COSTS)))
    costs = [(data, name, f"{value:,.0f}") for data, name, value in told if name.startswith(COSTS)]
    cost = (
        f"What it cost, on average over the seeds:\n\n{table(('data', 'of what', 'how much'), costs)}" if costs else ""
    )
    asked = sorted({name for each in results for name in each.get("prompts", ())})
    took = f"{results[0]['seconds']:.0f} s of one processor when it was recorded."
    if asked:
        took += f" Models were asked with the prompts {', '.join(f'`{name}`' for name in asked)}, which the recipe has, or `guerdon prompt show`."
    run = f"```sh\n{command(results[0])}\n```"
    return "\n\n".join(filter(None, [head, "\n".join(about), outcome, controls, cost, run, took]))


def outcome_row(result: dict[str, Any]) -> tuple[str, ...]:
    numbers = (f"{result[name]:.3f}" for name in ("baseline", "method"))
    said = (result["data"], used(result), result["claim"], f"**{result['verdict']}**")
    return *said, *numbers, effect(result), reached(result)


SYSTEMS = """# The catalogue of systems

{count} published systems can be run; the outcomes of {recorded} are recorded. Each is a file of `guerdon/recipes`: a
claim with a margin that was fixed before it was run, a baseline, and the method on the same data and budget. The
verdict follows from the 95 % interval of the paired difference over seeds: **confirmed** where the whole interval is at
least the margin, **contradicted** where it is below zero (below the margin, where that is a price below zero), else
**not confirmed**. Where single seeds fall on both sides of the margin, the table says that the verdict depends on the
seed. *Used* says what it was checked on: data of people and public models, or a generated world whose truth is known.

The numbers are those of `docs/evidence`, written by `guerdon run SYSTEM --record docs/evidence`.

{overview}

{sections}
"""


def command_page() -> str:
    """The help of the command and of each subcommand, as it prints it."""
    sections = (
        f"## {' '.join(('guerdon', *names))}\n\n```text\n{printed_help(*names)}\n```" for names in subcommands()
    )
    return "# Command line\n\n" + "\n\n".join(sections) + "\n"


def subcommands(*names: str) -> Iterator[tuple[str, ...]]:
    """Every command line that has help of its own, from the usage that each prints."""
    yield names
    usage = re.match(rf"usage: {' '.join(('guerdon', *names))} \[-h\] {{(.+?)}}", printed_help(*names), re.DOTALL)
    for name in re.split(r",\s*", usage[1]) if usage else ():
        yield from subcommands(*names, name)


def printed_help(*names: str) -> str:
    """What ``guerdon NAMES --help`` prints, in plain text."""
    os.environ["COLUMNS"] = "100"
    out = io.StringIO()
    with redirect_stdout(out), suppress(SystemExit):
        main([*names, "--help"])
    return re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()).strip()


def findings_section() -> str:
    """Every finding of a report: its question, how it is computed, how to read it."""
    kinds = sorted(parts("guerdon.audit.findings", Finding), key=lambda kind: kind.place)
    return "\n\n".join(finding_section(kind) for kind in kinds)


def finding_section(kind: type[Finding]) -> str:
    advice = ADVICE / f"{kind.name()}.md"
    said = advice.read_text(encoding="utf-8").strip() if advice.exists() else ""
    lines = [f"### {kind.title}", f"`{kind.name()}`", f"**Computed.** {inspect.cleandoc(kind.__doc__ or '')}"]
    return "\n\n".join([*lines, f"**How to read it.** {said}"] if said else lines)


def thresholds_table() -> str:
    """The rules of the verdict, from the file that holds them."""
    nodes = ast.parse(inspect.getsource(thresholds)).body[1:]
    rules = ((nodes[place].targets[0].id, nodes[place + 1].value.value) for place in range(0, len(nodes), 2))
    return table(
        ("name", "value", "rule"),
        ((f"`{name}`", f"{getattr(thresholds, name):g}", " ".join(said.split())) for name, said in rules),
    )


def parts_of(folder: str, interface: type) -> Callable[[], str]:
    """A table of the parts in a folder of ``learn``: what each is in a line, and the paper behind it."""

    def made() -> str:
        kinds = parts(f"guerdon.learn.{folder}", interface)
        return table(("part", "what it is", "source"), (part_row(kind) for kind in kinds))

    return made


def part_row(kind: type) -> tuple[str, str, str]:
    first = inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0]
    papers = [paper for paper in cite(kind) if paper.url]
    return f"`{kind.__name__}`", " ".join(first.split()), ", ".join(f"[{p.key}]({p.url})" for p in papers)


def benchmarks_table() -> str:
    """Every benchmark: what one contest is, how many there are, and its paper."""
    return table(
        ("name", "what it is", "measures", "contests", "source"),
        (
            (
                f"`{name}`",
                " ".join(inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].split()),
                ", ".join(kind.measures),
                ", ".join(f"{section} {count:,}" for section, count in kind.counts.items()),
                f"[{kind.paper.key}]({kind.paper.url})",
            )
            for name, kind in benchmarks().items()
        ),
    )


def launch_settings(name: str) -> Callable[[], str]:
    """A file of settings for ``accelerate launch``, as it is."""
    return lambda: f"```yaml\n{(ROOT / 'docs' / 'accelerate' / f'{name}.yaml').read_text(encoding='utf-8')}```"


def attributes_list() -> str:
    """The surface attributes by name."""
    return ", ".join(f"`{name}`" for name in ATTRIBUTES)


def table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """A Markdown table; nothing where there are no rows."""
    lines = [" | ".join(str(cell or "").replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join([" | ".join(head), " | ".join("---" for _ in head), *lines]) if lines else ""


GENERATED: dict[str, Callable[[], str]] = {
    "findings": findings_section,
    "thresholds": thresholds_table,
    "attributes": attributes_list,
    "benchmarks": benchmarks_table,
    "fsdp": launch_settings("fsdp"),
    "deepspeed": launch_settings("deepspeed"),
    "encoders": parts_of("encoders", learn.Encoder),
    "heads": parts_of("heads", learn.Head),
    "objectives": parts_of("objectives", learn.Objective),
    "schedules": parts_of("schedules", learn.Schedule),
    "segmenters": parts_of("segmenters", Segmenter),
}
