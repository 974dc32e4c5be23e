"""guerdon rank: candidates from best to worst."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from tyro.conf import FlagCreatePairsOff, OmitArgPrefixes, Positional, arg
from tyro.extras import SubcommandApp

from guerdon.terms import Terms


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(rank)


def rank(
    reward: Annotated[Positional[str], arg(metavar="REWARD")],
    candidates: Annotated[
        Positional[tuple[str, ...]], arg(metavar="[ANSWER ...]", help_behavior_hint="(or --from)")
    ] = (),
    *,
    prompt: str,
    from_: Annotated[Path | None, arg(name="from", metavar="PATH")] = None,
    part: Annotated[str | None, arg(metavar="NAME")] = None,
    trust_remote_code: bool = False,
    terms: Annotated[Terms, OmitArgPrefixes] = Terms(),  # noqa: B008  # frozen
    json_: Annotated[bool, arg(name="json"), FlagCreatePairsOff] = False,
) -> None:
    """Order candidate answers to one prompt, best first.

    Args:
        reward: A folder that guerdon train wrote, hf:ORG/NAME, hf:POLICY+REFERENCE,
            rule:NAME such as rule:log_words, verify:NAME such as verify:math-answer,
            or judge:KIND@MODEL such as judge:pairwise@openai:gpt-4.1-mini.
        candidates: The answers.
        prompt: The prompt that they answer.
        from_: A file of answers: a JSON list of texts, JSON lines with a text or a "response" each, or a line each (.txt).
        part: Rank by this named part of the reward alone.
        trust_remote_code: Let code run that a model of the hub brings along; read it first.
        terms: On what terms a judge asks its model.
        json_: Print JSON.
    """
    from rich.console import Console
    from rich.table import Table

    from guerdon.errors import GuerdonError
    from guerdon.loading import load_part
    from guerdon.search import rank as ranked_by

    texts = [*candidates, *(answers(from_) if from_ else ())]
    if not texts:
        raise GuerdonError("there are no candidates: give them after the reward, or a file with --from")
    ranked = ranked_by(load_part(reward, part, trust_remote_code, terms), prompt, texts)
    if json_:
        rows = zip(ranked.order, ranked.strength.tolist(), ranked.examples, strict=True)
        print(
            json.dumps([{"candidate": place + 1, "score": score, "response": e.response} for place, score, e in rows])
        )
        return
    table = Table(box=None)
    for column in ("rank", "score", "candidate"):
        table.add_column(column, justify="left" if column == "candidate" else "right")
    for place, (strength, example) in enumerate(zip(ranked.strength, ranked.examples, strict=True), 1):
        table.add_row(str(place), f"{strength:.3f}", example.response)
    Console(highlight=False, markup=False).print(table)


def answers(path: Path) -> list[str]:
    """The texts of a file of candidates."""
    from guerdon.errors import GuerdonError

    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise GuerdonError(f"{path}: cannot be read ({(error.strerror or str(error)).lower()})") from error
    except UnicodeDecodeError as error:
        raise GuerdonError(f"{path}: not text in UTF-8 (byte {error.start + 1:,}); save the file as UTF-8") from error
    if path.suffix == ".txt":
        return [line for line in text.splitlines() if line.strip()]
    rows = parsed(path, text)
    texts = [row.get("response") if isinstance(row, dict) else row for row in rows]
    wrong = [number for number, each in enumerate(texts, 1) if not isinstance(each, str)]
    if wrong:
        raise GuerdonError(f'{path}, row {wrong[0]:,}: expected a text, or an object with a text "response"')
    return [str(text) for text in texts]


def parsed(path: Path, text: str) -> list[object]:
    """The values of a JSON list, or of JSON lines."""
    from guerdon.errors import GuerdonError

    listed = text.lstrip().startswith("[")
    numbered = [(1, text)] if listed else [each for each in enumerate(text.splitlines(), 1) if each[1].strip()]
    values = []
    for first, part in numbered:
        try:
            values.append(json.loads(part))
        except json.JSONDecodeError as error:
            line = first + error.lineno - 1
            raise GuerdonError(
                f"{path}, line {line:,}: not JSON ({error.msg}); plain lines belong in a .txt file"
            ) from error
    return list(values[0]) if listed else values
