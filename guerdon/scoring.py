"""The scores of a whole data set, written as they come."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import pyarrow as pa

from guerdon.errors import GuerdonError
from guerdon.feedback import write_table
from guerdon.records import Comparisons, Rankings, Ratings
from guerdon.reward import PairReward, Reward
from guerdon.saving import claim_file
from guerdon.types import Comparison, Example, Prompt, Ranking, Rating

CHUNK = 4096
"""Pieces of feedback whose responses are scored together."""


def score_file(
    reward: Reward[Sequence[Example]], records: Comparisons | Ratings | Rankings, out: Path
) -> tuple[int, Counter[str]]:
    """Writes a row for each response: ``id, role, prompt, response, score``, the reward's parts, ``error``, and ``rationale``
    where the reward says why.

    Returns:
        how many responses there are, and how many of them have no score, by the reason.

    Raises:
        GuerdonError: the reward scores nothing alone, the file's ending is unknown, or it cannot be written.
    """
    if isinstance(reward, PairReward):
        raise GuerdonError(
            f"{type(reward).__name__} compares two responses and scores none alone: use guerdon rank, bench or audit"
        )
    claim_file(out)
    responses, failed = 0, Counter[str]()

    def counted() -> Iterator[pa.RecordBatch]:
        nonlocal responses
        for start in range(0, len(records), CHUNK):
            rows = [entry for row in records[start : start + CHUNK] for entry in answers(row)]
            table = scored(reward, rows)
            responses += len(table)
            failed.update(table["error"].drop_null().to_pylist())
            yield from table.to_batches()

    stream = counted()
    first = next(stream)
    write_table(chain([first], stream), first.schema, out)
    return responses, failed


def answers(row: Comparison | Rating | Ranking) -> list[tuple[str, str, Example]]:
    """The responses of a piece of feedback, each with the id of the piece and its role in it."""
    if isinstance(row, Comparison):
        return [(row.id, "chosen", row.chosen), (row.id, "rejected", row.rejected)]
    if isinstance(row, Rating):
        return [(row.id, "response", row.example)]
    return [(row.id, f"response {place}", example) for place, example in enumerate(row.examples, 1)]


def scored(reward: Reward[Sequence[Example]], rows: Sequence[tuple[str, str, Example]]) -> pa.Table:
    """Scores as a table; a score that failed is null and its ``error`` says why."""
    examples = [example for _, _, example in rows]
    scores = reward.score(examples)
    failed = set(scores.failed)
    why = scores.errors or (None,) * len(rows)
    columns: dict[str, pa.Array] = {
        "id": pa.array([name for name, _, _ in rows]),
        "role": pa.array([role for _, role, _ in rows]),
        "prompt": pa.array([as_text(example.prompt) for example in examples]),
        "response": pa.array([example.response for example in examples]),
        "score": numbers(scores.values.tolist()),
        **{name: numbers(part.tolist()) for name, part in scores.parts.items()},
        "error": pa.array(
            [(why[row] or "the score is nan") if row in failed else None for row in range(len(rows))], pa.string()
        ),
    }
    if scores.rationale is not None:
        columns["rationale"] = pa.array(scores.rationale, pa.string())
    return pa.table(columns)


def numbers(values: list[float]) -> pa.Array:
    """A column of numbers in which nan is null."""
    return pa.array(values, pa.float64(), from_pandas=True)


def as_text(prompt: Prompt) -> str:
    """The prompt as it is, or its messages as JSON."""
    if isinstance(prompt, str):
        return prompt
    return json.dumps([{"role": turn.role, "content": turn.content} for turn in prompt], ensure_ascii=False)
