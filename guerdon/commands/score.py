"""guerdon score: the reward of every response in a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from tyro.conf import OmitArgPrefixes, Positional, arg
from tyro.extras import SubcommandApp

from guerdon.terms import Terms


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(score)


def score(
    reward: Annotated[Positional[str], arg(metavar="REWARD")],
    data: Annotated[Positional[tuple[str, ...]], arg(metavar="DATA ...", help_behavior_hint="(required)")],
    out: Annotated[Path, arg(aliases=["-o"])],
    format: Annotated[str | None, arg(metavar="NAME")] = None,
    part: Annotated[str | None, arg(metavar="NAME")] = None,
    trust_remote_code: bool = False,
    limit: Annotated[int | None, arg(metavar="ROWS")] = None,
    terms: Annotated[Terms, OmitArgPrefixes] = Terms(),  # noqa: B008  # frozen
) -> None:
    """Score every response in a file.

    Writes one row for each response of each piece of feedback, with its id, prompt, response, score, the reward's
    parts, and the reason where the score failed.

    Args:
        reward: A folder that guerdon train wrote, hf:ORG/NAME, hf:POLICY+REFERENCE,
            rule:NAME such as rule:log_words, verify:NAME such as verify:math-answer,
            or judge:KIND@MODEL such as judge:pointwise@openai:gpt-4.1-mini.
        data: Files, folders, hub names or a testbed.
        out: The file to write: .parquet, .jsonl or .csv.
        format: The format of the data, where its columns do not tell it.
        part: Only this named part of the reward, such as content.
        trust_remote_code: Let code run that a model of the hub brings along; read it first.
        limit: Read no more than this many rows.
        terms: On what terms a judge asks its model.
    """
    from rich.console import Console
    from rich.markup import escape

    from guerdon.errors import GuerdonError
    from guerdon.feedback import read
    from guerdon.loading import load_part
    from guerdon.scoring import score_file

    records = read(list(data), format=format, limit=limit).records
    responses, failed = score_file(load_part(reward, part, trust_remote_code, terms), records, out)
    note = f"   ({failed.total():,} failed: see the column error)" if failed else ""
    console = Console(highlight=False)
    console.print(f"[bold]wrote[/]  {responses:,} scores to {out}{note}")
    if bill := terms.bill():
        console.print(f"[bold]asked[/]  {bill}")
    if not failed:
        return
    [(why, count)] = failed.most_common(1)
    if failed.total() == responses:
        raise GuerdonError(
            f"none of the {responses:,} responses could be scored: {why} ({count:,}); see the column error of {out}"
        )
    console.print(f"[bold]failed[/] {escape(why)} ({count:,})", soft_wrap=True)
