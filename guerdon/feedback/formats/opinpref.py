"""OpinPref: summaries of product reviews, compared by people, each with seven scores by a language model."""

from collections.abc import Iterator

from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, entries, label, number, text, texts
from guerdon.feedback.format import Format
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

SCORES = (
    "aspect-coverage", "opinion-faithfulness", "opinion-coverage", "conciseness", "relevance", "hallucination",
    "language-correctness",
)  # fmt: skip
"""From 0 to 5, higher is better: also of hallucination, where it is less of it."""


class OpinPref(Format):
    """``reviews, summary-pairs, preference-data``: the prompt is the reviews, the scores are in the meta of a summary.

    A preference is 1 or 2, the better summary. The annotator is the row's ``source``, or ``common`` for rows that all
    annotators judged together.

    Source: Nath et al. 2024, "Leveraging Domain Knowledge for Efficient Reward Modelling in RLHF" (arXiv 2402.15473).
    """

    name = "opinpref"
    columns = frozenset({"reviews", "summary-pairs", "preference-data"})
    kind = Comparisons

    def rows(self, row: Row) -> Iterator[Comparison]:
        preferred = number(row, "preference-data")
        if preferred not in (1, 2):
            raise RowError(f'"preference-data" is {preferred:g}, expected 1 or 2')
        summaries = [summary(row, place) for place in ("summary-one", "summary-two")]
        chosen, rejected = summaries if preferred == 1 else summaries[::-1]
        yield Comparison(chosen, rejected, annotator=label(row, "source") if "source" in row else None)


def summary(row: Row, place: str) -> Example:
    path = ("summary-pairs", place, "summary-score")
    entries(row, *path)
    scores = {name: number(row, *path, name) for name in SCORES}
    return Example("\n\n".join(texts(row, "reviews")), text(row, *path[:2], "summary-text"), meta={"scores": scores})
