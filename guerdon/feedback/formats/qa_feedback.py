"""QA-Feedback: four answers from passages, compared in pairs, the first with its errors marked."""

from collections.abc import Iterator
from itertools import combinations

from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, entries, items, text
from guerdon.feedback.format import Format
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

PAIRS = tuple(combinations(range(4), 2))
"""Which predictions the six preferences compare, in the order of the file: 1-2, 1-3, 1-4, 2-3, 2-4, 3-4."""


class QAFeedback(Format):
    """``question, passages, prediction 1..4, feedback, preference``: six comparisons a row.

    A preference is 1 where the first of the pair is better, 2 where the second is, 0 for a tie (target 0.5). The
    passages are the context, ``gold`` is the reference. Only prediction 1 has fine-grained feedback; its meta holds
    ``errors`` (character spans with their type), ``missing`` and ``corrected``.

    Source: Wu et al. 2023, "Fine-Grained Human Feedback Gives Better Rewards for Language Model Training"
    (arXiv 2306.01693); order and values as the data's README gives them.
    """

    name = "qa-feedback"
    columns = frozenset(
        {"question", "passages", "feedback", "preference", *(f"prediction {place}" for place in range(1, 5))}
    )
    kind = Comparisons

    def rows(self, row: Row) -> Iterator[Comparison]:
        preferences = items(row, "preference")
        if len(preferences) != len(PAIRS) or not set(preferences) <= {0, 1, 2}:
            raise RowError(f'"preference" is {preferences}, expected six values of 0, 1 or 2')
        examples = answers(row)
        for (first, second), preferred in zip(PAIRS, preferences, strict=True):
            chosen, rejected = (second, first) if preferred == 2 else (first, second)
            yield Comparison(examples[chosen], examples[rejected], target=1.0 if preferred else 0.5)


def answers(row: Row) -> list[Example]:
    context = {"passages": items(row, "passages")}
    marks = entries(row, "feedback")
    fine = {
        "errors": marks.get("errors"),
        "missing": marks.get("missing-info"),
        "corrected": marks.get("corrected-prediction"),
    }
    return [
        Example(
            text(row, "question"),
            text(row, f"prediction {place}"),
            context,
            reference=text(row, "gold") if "gold" in row else None,
            meta={"prediction": place} | (fine if place == 1 else {}),
        )
        for place in range(1, 5)
    ]
