"""RMB: pairs and best-of-n groups over 49 scenarios of helpfulness and harmlessness."""

from collections.abc import Iterator
from typing import Any, ClassVar

from guerdon.feedback.chat import messages
from guerdon.feedback.fields import Row, items, label, optional, text
from guerdon.feedback.format import Format
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example


class RMBPairwise(Format):
    """``conversation_input, chosen, reject``: answers of two models, compared by GPT-4.

    The source is the scenario without the name of the set, the language of the last turn is the context's.

    Source: Zhou et al. 2024, "RMB: Comprehensively Benchmarking Reward Models in LLM Alignment" (arXiv 2410.09893).
    """

    name = "rmb"
    columns = frozenset({"conversation_input", "chosen", "reject"})
    kind = Comparisons
    id_column: ClassVar = "pair_uid"

    def rows(self, row: Row) -> Iterator[Comparison]:
        yield Comparison(
            answer(row, row, "chosen"),
            answer(row, row, "reject"),
            source=scenario(row),
            provenance="model",
            id=optional(label, row, "pair_uid") or "",
        )


class RMBBestOfN(Format):
    """``conversation_input, bon_best, loser_list``: the best answer against each of the others.

    Every pair of a group has the same ``group`` in the meta of both examples; RMB counts a group as won where the
    best answer beats every loser.
    """

    name = "rmb-bon"
    columns = frozenset({"conversation_input", "bon_best", "loser_list"})
    kind = Comparisons
    id_column: ClassVar = "bon_uid"

    def rows(self, row: Row) -> Iterator[Comparison]:
        group = label(row, "bon_uid")
        for place, loser in enumerate(items(row, "loser_list"), 1):
            yield Comparison(
                answer(row, row, "bon_best", group=group),
                answer(row, {"loser_list": loser}, "loser_list", group=group),
                source=scenario(row),
                provenance="model",
                id=f"{group}/{place}",
            )


def answer(row: Row, holder: Row, column: str, **meta: str) -> Example:
    turns = items(row, "conversation_input")
    language = turns[-1].get("language") if turns and isinstance(turns[-1], dict) else None
    context: dict[str, Any] = {"language": language} if language else {}
    model = optional(text, holder, column, "llm_name")
    return Example(
        messages(turns, ("conversation_input",)),
        text(holder, column, "answer"),
        context,
        meta=({"model": model} if model else {}) | meta,
    )


def scenario(row: Row) -> str | None:
    path = optional(text, row, "category_path")
    return path.partition("/")[2] if path else None
