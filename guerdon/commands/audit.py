"""guerdon audit: how far a reward can be trusted."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from tyro.conf import FlagCreatePairsOff, OmitArgPrefixes, Positional, arg
from tyro.extras import SubcommandApp

from guerdon.terms import Terms


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(audit)


def audit(
    reward: Annotated[Positional[str], arg(metavar="REWARD")],
    data: Annotated[Positional[tuple[str, ...]], arg(metavar="DATA ...", help_behavior_hint="(required)")],
    html: Annotated[Path | None, arg(metavar="PATH")] = None,
    train: Annotated[tuple[str, ...], arg(metavar="DATA ...")] = (),
    format: Annotated[str | None, arg(metavar="NAME")] = None,
    part: Annotated[str | None, arg(metavar="NAME")] = None,
    trust_remote_code: bool = False,
    limit: Annotated[int | None, arg(metavar="ROWS")] = None,
    seed: int = 0,
    terms: Annotated[Terms, OmitArgPrefixes] = Terms(),  # noqa: B008  # frozen
    json_: Annotated[bool, arg(name="json"), FlagCreatePairsOff] = False,
) -> None:
    """Test a reward on comparisons: accuracy, calibration, biases, consistency, best-of-n.

    Args:
        reward: A folder that guerdon train wrote, hf:ORG/NAME, hf:POLICY+REFERENCE,
            rule:NAME such as rule:log_words, verify:NAME such as verify:math-answer,
            or judge:KIND@MODEL such as judge:pairwise@openai:gpt-4.1-mini.
        data: Comparisons, or ratings and rankings that become such: files, folders, hub names or a testbed.
        html: Write the report as one page.
        train: What the reward was trained on, to look for leaks.
        format: The format of the data, where its columns do not tell it.
        part: Only this named part of the reward, such as content.
        trust_remote_code: Let code run that a model of the hub brings along; read it first.
        limit: Read no more than this many rows.
        seed: Decides which pairs are made of ratings.
        terms: On what terms a judge asks its model.
        json_: Print the report as JSON.
    """
    from rich.console import Console

    from guerdon.audit import report_card
    from guerdon.feedback import read
    from guerdon.loading import load_part
    from guerdon.pipeline import candidates, compared
    from guerdon.saving import claim_file

    if html:
        claim_file(html)
    console = Console(quiet=json_, highlight=False)
    reading = read(list(data), format=format, limit=limit)
    console.print(f"[bold]read[/]   {reading.summary()}")
    judge = load_part(reward, part, trust_remote_code, terms)
    known = read(list(train)).comparisons(seed=seed) if train else None
    comparisons = compared(reading, seed)
    made = {"data": ", ".join(reading.sources), "read": reading.summary()}
    title = reward if reward.startswith("judge:") else Path(reward).name
    card = report_card(judge, comparisons, known, candidates(reading, judge), title=title, extra=made)
    if html:
        card.to_html(html)
    if json_:
        print(json.dumps(card.to_json()))
        return
    card.print(console)
    if bill := terms.bill():
        console.print(f"[bold]asked[/]  {bill}")
    if html:
        console.print(f"[bold]wrote[/]  {html}")
