"""Labels of a judge who was asked twice, the second time in the other order."""

from collections.abc import Sequence
from dataclasses import replace

from guerdon.feedback.errors import FeedbackError
from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example

paper = Paper(
    "quan2024dmoerm", "DMoERM: Recipes of Mixture-of-Experts for Effective Reward Modeling", "Quan, Shanghaoran",
    2024, arxiv="2403.01197",
)  # fmt: skip


def asked_twice(judge: Reward[Sequence[Example]], comparisons: Comparisons) -> Comparisons:
    """The pairs on which a judge says the same in both orders, labelled as he says, with provenance ``model``.

    A judge who follows the order contradicts himself when it is turned and is left out; where his errors are
    independent, of a share e that is wrong each time, e^2 / (e^2 + (1 - e)^2) of what is kept is.

    Args:
        judge: asked by ``prefer`` for each pair and for its reverse; an answer of 1/2 is none.
        comparisons: pairs; their labels play no part and are not told.

    Returns:
        the kept pairs, in their order; the rest is not decided.

    Raises:
        FeedbackError: the judge agrees with himself on no pair.

    Source: the capability labels of Quan 2024, "DMoERM" (arXiv 2403.01197).
    """
    rows = list(comparisons)
    first, second = [row.chosen for row in rows], [row.rejected for row in rows]
    for_first = judge.prefer(first, second).tolist()
    for_second = judge.prefer(second, first).tolist()
    kept = [
        labelled(row, a > 0.5)
        for row, a, b in zip(rows, for_first, for_second, strict=True)
        if (a > 0.5 > b) or (a < 0.5 < b)
    ]
    if not kept:
        raise FeedbackError(
            f"the judge says the same in both orders on none of {len(rows):,} pairs: it follows the order alone"
        )
    return Comparisons.of(kept)


def labelled(row: Comparison, first: bool) -> Comparison:
    """The pair as the judge labels it."""
    chosen, rejected = (row.chosen, row.rejected) if first else (row.rejected, row.chosen)
    return replace(
        row, chosen=chosen, rejected=rejected, target=1.0, strength=None, margin=None, agreement=None, annotator=None,
        provenance="model", id="",
    )  # fmt: skip
