"""guerdon bench: a reward on public benchmarks, by their official rules."""

import json
import os
from collections.abc import Sequence
from hashlib import file_digest, sha256
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from tyro.conf import FlagCreatePairsOff, OmitArgPrefixes, Positional, arg
from tyro.extras import SubcommandApp

from guerdon.terms import Terms

if TYPE_CHECKING:
    from guerdon.bench import Benchmark, Report
    from guerdon.reward import Reward


Asked = Annotated[Positional[str | None], arg(metavar="[REWARD]", help_behavior_hint="(required, but for --list)")]


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(bench)


def bench(
    reward: Asked = None,
    bench: Annotated[str, arg(metavar="NAMES")] = "rm-bench,rmb,rmb-bon",
    limit: Annotated[int | None, arg(metavar="CONTESTS")] = None,
    data: Annotated[Path | None, arg(metavar="PATH")] = None,
    out: Annotated[Path | None, arg(metavar="PATH")] = None,
    html: Annotated[Path | None, arg(metavar="PATH")] = None,
    part: Annotated[str | None, arg(metavar="NAME")] = None,
    trust_remote_code: bool = False,
    engine: Literal["local", "ray"] = "local",
    terms: Annotated[Terms, OmitArgPrefixes] = Terms(),  # noqa: B008  # frozen
    list_: Annotated[bool, arg(name="list"), FlagCreatePairsOff] = False,
    json_: Annotated[bool, arg(name="json"), FlagCreatePairsOff] = False,
) -> None:
    """Test a reward on public benchmarks; length, a constant and chance stand beside it.

    Args:
        reward: A folder that guerdon train wrote, hf:ORG/NAME, hf:POLICY+REFERENCE,
            rule:NAME such as rule:log_words, verify:NAME such as verify:math-answer,
            or judge:KIND@MODEL such as judge:pairwise@openai:gpt-4.1-mini.
        bench: Names of benchmarks, with commas between them.
        limit: Take only this many contests of each benchmark; the result is then no official score.
        data: A folder with the benchmarks' files, in place of GUERDON_DATA; what is not there is read from the hub.
        out: A folder for the results as JSON and for scores as they come, so that a run that was killed goes on from there.
        html: Write the results as one page.
        part: Only this named part of the reward, such as content.
        trust_remote_code: Let code run that a model of the hub brings along; read it first.
        engine: Score here, or on the machines of a Ray cluster, which load the reward by the same name.
        terms: On what terms a judge asks its model.
        list_: List the benchmarks, and how to run those that do not take a reward of texts.
        json_: Print JSON, one line for each benchmark.
    """
    from guerdon.audit.page import write
    from guerdon.bench import run
    from guerdon.errors import GuerdonError
    from guerdon.ledger import Ledger
    from guerdon.web import leaderboard

    if list_:
        show_all()
        return
    if reward is None:
        raise GuerdonError("name a reward, such as a folder or rule:log_words; guerdon bench --list says on what")
    check(limit, data, out, html)
    if data:
        os.environ["GUERDON_DATA"] = str(data)
    wanted, title = named(bench), f"{reward}, {part}" if part else reward
    judge = (on_cluster if engine == "ray" else here)(reward, part, trust_remote_code, terms)
    ledger = Ledger(judge, out / "scores.jsonl" if out else None, " ".join(filter(None, (title, weights(reward)))))
    found = []
    for benchmark in wanted:
        report = run(benchmark(), judge, limit, ledger, title)
        found.append(report)
        if out:
            report.save(out)
        tell(report, truncation(judge), json_)
    if html:
        write(leaderboard(found, title), html)
    if (bill := terms.bill()) and not json_:
        print(f"asked  {bill}")


def check(limit: int | None, data: Path | None, out: Path | None, html: Path | None) -> None:
    """Refuses what no benchmark can be run with, and places where results cannot be written.

    Raises:
        GuerdonError: names the option or the place.
    """
    from guerdon.errors import GuerdonError
    from guerdon.saving import claim_file, claim_folder

    if limit is not None and limit < 1:
        raise GuerdonError(f"--limit is {limit}, expected at least 1")
    if data and not data.is_dir():
        raise GuerdonError(f"--data {data}: no such folder")
    if out:
        claim_folder(out)
    if html:
        claim_file(html)


def tell(report: "Report", cut: str, as_json: bool) -> None:
    """A report as a line of JSON, or for a person."""
    if as_json:
        print(json.dumps(report.to_json() | {"truncation": cut}, allow_nan=False), flush=True)
    else:
        show(report, cut)


def here(reward: str, part: str | None, trust_remote_code: bool, terms: Terms) -> "Reward":
    """The reward in this process."""
    from guerdon.loading import load_part

    return load_part(reward, part, trust_remote_code, terms)


def on_cluster(reward: str, part: str | None, trust_remote_code: bool, terms: Terms) -> "Reward":
    """The reward on the machines of a Ray cluster.

    Raises:
        GuerdonError: it cannot be loaded, or is a judge, whose limits no machine keeps for the others.
    """
    from guerdon.errors import GuerdonError
    from guerdon.serve import Cluster

    if reward.startswith("judge:"):
        raise GuerdonError(f"{reward} asks a model within limits that a cluster would not keep: leave out --engine ray")
    here(reward, part, trust_remote_code, terms)  # what cannot be loaded is said here, not by a worker
    return Cluster(reward, part, trust_remote_code)


def named(names: str) -> list[type["Benchmark"]]:
    """The benchmarks of some names with commas between them.

    Raises:
        GuerdonError: one is called so by nobody; tells which there are.
    """
    from guerdon.bench import benchmarks
    from guerdon.errors import GuerdonError

    known = benchmarks()
    wanted = [name.strip() for name in names.split(",")]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise GuerdonError(f"no benchmark is called {unknown[0]!r}; there are {', '.join(sorted(known))}")
    return [known[name] for name in wanted]


def weights(reward: str) -> str:
    """Some letters that differ where the weights of a reward in a folder do, so that scores of others are not gone on from."""
    digest = sha256()
    folder = Path(reward.removeprefix("hf:"))
    files = sorted(path for path in folder.glob("*") if path.suffix in (".json", ".safetensors"))
    for path in files:
        with path.open("rb") as file:
            digest.update(path.name.encode() + file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12] if files else ""


def truncation(judge: "Reward") -> str:
    """What a learned reward has cut off so far, because it reads no more."""
    from guerdon.learn import RewardModel

    return str(judge.encoder.cut) if isinstance(judge, RewardModel) else "nothing cut"


def show_all() -> None:
    """Every benchmark, with its size and its paper."""
    from rich.console import Console
    from rich.table import Table

    from guerdon.bench import ELSEWHERE, benchmarks

    console, table = Console(highlight=False), Table(box=None)
    for column in ("benchmark", "contests", "headline", "paper"):
        table.add_column(
            column, justify="right" if column == "contests" else "left", no_wrap=column == "benchmark", overflow="fold"
        )
    for name, kind in sorted(benchmarks().items()):
        table.add_row(name, f"{sum(kind.counts.values()):,}", next(iter(kind.measures)), f"arXiv {kind.paper.arxiv}")
    console.print(table)
    for each in ELSEWHERE:
        console.print(f"\n[bold]{each.name}[/] takes {each.asks}: {each.paper.url}", soft_wrap=True)
        console.print(f"  in Python  {each.call}\n  example    guerdon run {each.recipe}", soft_wrap=True)


def show(report: "Report", cut: str) -> None:
    """A report for a person."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(box=None)
    for column in ("", "value", "95 % interval", "contests"):
        table.add_column(column, justify="left" if not column else "right")
    scored = sum(count for count, _ in report.contests.values())
    rows: list[tuple[str, Any, str]] = [(name, each, f"{scored:,}") for name, each in report.measures.items()]
    rows += [(f"  {name}", each, of(report.contests[name])) for name, each in report.sections.items()]
    for name, each, count in rows:
        bounded = isfinite(each.low) and isfinite(each.high)
        table.add_row(name, f"{each.value:.3f}", f"{each.low:.3f} to {each.high:.3f}" if bounded else "unknown", count)
    console.print(f"[bold]{report.benchmark}: {escape(report.reward)}[/]", soft_wrap=True)
    console.print(table)
    beside = ", ".join(f"{name} {value:.3f}" for name, value in report.controls.items())
    console.print(f"beside it: {beside}")
    if not report.complete:
        missing = [f"{name} {whole - count:,}" for name, (count, whole) in report.contests.items() if count < whole]
        console.print(f"[yellow]incomplete, no official score:[/] contests left out: {', '.join(missing)}")
    if cut != "nothing cut":
        console.print(f"[yellow]longer than it reads:[/] {cut}")
    if report.failed:
        console.print(f"[yellow]left out:[/] {report.failed:,} contests without a score: {'; '.join(report.causes)}")
    console.print()


def of(counts: tuple[int, int]) -> str:
    scored, whole = counts
    return f"{scored:,}" if scored == whole else f"{scored:,} of {whole:,}"
