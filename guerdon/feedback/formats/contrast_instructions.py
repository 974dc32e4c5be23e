"""Contrast instructions: two instructions that look alike, each with a right response of its own."""

from collections.abc import Iterator

from guerdon.feedback.fields import Row, text
from guerdon.feedback.format import Format
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

TASKS = {"para": "paraphrase", "sum": "summary", "wmt": "translation"}


class ContrastInstructions(Format):
    """``query, retrieval`` and two responses to each: the response to the query wins over that to the other instruction.

    The response of each is its ``_j``: in every row whose people's scores are known it is rated above ``_k``, though the
    authors' readme says the opposite. The other instruction is in the meta of the chosen response, ``instead``. Rows in
    which both have one right response say nothing and are dropped as identical answers. The source is the task, by the
    name of the file.

    Source: Shen et al. 2023 (arXiv 2309.16155).
    """

    name = "contrast-instructions"
    columns = frozenset({"query", "retrieval", "query_response_j", "retrieval_response_j"})
    kind = Comparisons

    def rows(self, row: Row) -> Iterator[Comparison]:
        query, instead = text(row, "query"), text(row, "retrieval")
        right, wrong = text(row, "query_response_j"), text(row, "retrieval_response_j")
        name = self.path.name.partition("_")[0] if self.path else ""
        chosen = Example(query, right, meta={"instead": instead})
        yield Comparison(chosen, Example(query, wrong), source=TASKS.get(name, name) or None, provenance="rule")


class ContrastPreferences(Format):
    """``question, response_j, response_k``: people rated the first higher; their scores are in the meta where known.

    Source: the human preferences beside the contrast instructions of Shen et al. 2023 (arXiv 2309.16155).
    """

    name = "contrast-preferences"
    columns = frozenset({"question", "response_j", "response_k"})
    kind = Comparisons

    def rows(self, row: Row) -> Iterator[Comparison]:
        yield Comparison(rated(row, "response_j"), rated(row, "response_k"))


def rated(row: Row, side: str) -> Example:
    score = row.get(f"{side}_score")
    return Example(text(row, "question"), text(row, side), meta={} if score is None else {"score": score})
