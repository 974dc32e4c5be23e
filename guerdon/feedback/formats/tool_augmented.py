"""Tool-augmented reward modelling: right and wrong answers, with the calls of tools that tell them apart."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, entries, label, optional, text, texts
from guerdon.feedback.format import Format
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

CALL = re.compile(
    r"^Action: (?P<tool>.*?)\nAction Input: (?P<asked>.*?)\nObservation: (?P<said>.*?)(?=^Thought: |\Z)", re.M | re.S
)
TASK = re.compile(r"(?P<name>.+?)_(?:train|test)_\d+")


class ToolAugmented(Format):
    """``id, question, pos_answer, neg_answer``, where an answer has ``answer`` and ``actions``.

    The meta of each answer has its ``calls``: tool, input and recorded observation of each. The tests of a program are the
    context's ``tests``. The source is the task that the id names.

    Source: Li et al. 2024, "Tool-Augmented Reward Modeling" (arXiv 2310.01045).
    """

    name = "tool-augmented"
    columns = frozenset({"id", "question", "pos_answer", "neg_answer"})
    kind = Comparisons
    id_column: ClassVar = "id"

    def rows(self, row: Row) -> Iterator[Comparison]:
        question, name = text(row, "question"), label(row, "id")
        task = TASK.fullmatch(name)
        tests = optional(texts, row, "test_list")
        context = {"tests": list(tests)} if tests else {}
        yield Comparison(
            answer(row, "pos_answer", question, context),
            answer(row, "neg_answer", question, context),
            source=task["name"] if task else None,
            provenance="rule",
            id=name,
        )


def answer(row: Row, side: str, question: str, context: dict[str, Any]) -> Example:
    held = entries(row, side)
    return Example(question, text(held, "answer"), context, meta={"calls": calls(held.get("actions"), side)})


def calls(actions: Any, side: str) -> list[list[str]]:
    """Tool, input and observation of each call; they stand in an object, or in a text one after another."""
    if isinstance(actions, dict):
        if not actions.get("Action"):
            return []
        return [[label(actions, name) for name in ("Action", "Action Input", "Observation")]]
    if isinstance(actions, str):
        return [[found["tool"], found["asked"], found["said"].strip()] for found in CALL.finditer(actions)]
    if actions is None:
        return []
    raise RowError(f'"{side}.actions" is {type(actions).__name__}, expected an object or a text')
