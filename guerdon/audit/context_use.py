"""Whether a reward reads the context that it is given: the right one, none, and the opposite one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from guerdon.audit.judge import examine
from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example

paper = Paper(
    "pitis2024improving", "Improving Context-Aware Preference Modeling for Language Models",
    "Pitis, Silviu and Xiao, Ziang and Le Roux, Nicolas and Sordoni, Alessandro", 2024, arxiv="2407.14916",
)  # fmt: skip


@dataclass(frozen=True)
class ContextUse:
    """The accuracy of a reward on the same comparisons under three kinds of context. Never average them."""

    right: float
    """Under the context that each label is for."""
    none: float
    """Without the context. Where it is far from 1/2, the labels can be told without reading it."""
    swapped: float
    """Under the context by which the same pair was judged the other way round: the lower, the better."""
    comparisons: int
    """How many have such a counterpart, and are counted."""


def context_use(reward: Reward[Sequence[Example]], comparisons: Comparisons, entry: str = "criterion") -> ContextUse:
    """Judges each pair that was labelled one way under one context and the other way under another, three times.

    Args:
        reward: what is audited.
        comparisons: pairs of responses under contexts; those whose pair has no counterpart are left out.
        entry: of the context, which is taken away or swapped; the rest of it stays.

    Raises:
        GuerdonError: no comparison has a counterpart.

    Source: the right, absent and wrong contexts of Pitis et al. 2024 (arXiv 2407.14916).
    """
    rows = [row if row.target >= 0.5 else row.flipped() for row in comparisons if row.target != 0.5]
    winners: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        winners.setdefault(told(row), {}).setdefault(str(row.chosen.context.get(entry)), row.chosen.context.get(entry))
    pairs = [(row, other) for row in rows if (other := counterpart(row, winners, entry)) is not None]
    if not pairs:
        raise GuerdonError(
            f"no pair of responses is judged one way under one {entry!r} and the other way under another: "
            "what the context is for cannot be told from these comparisons"
        )
    right, none, swapped = (
        float(np.mean(examine(reward, Comparisons.of(some)).correct))
        for some in (
            [row for row, _ in pairs],
            [under(row, {entry: None}) for row, _ in pairs],
            [under(row, {entry: other}) for row, other in pairs],
        )
    )
    return ContextUse(right, none, swapped, len(pairs))


def told(row: Comparison) -> tuple[str, str, str]:
    """The prompt, the preferred response and the other."""
    return row.chosen.prompt_text, row.chosen.response, row.rejected.response


def counterpart(row: Comparison, winners: Mapping[tuple[str, str, str], Mapping[str, Any]], entry: str) -> Any | None:
    """A context by which the other response of a comparison won, if there is one; the first of several."""
    prompt, chosen, rejected = told(row)
    against = winners.get((prompt, rejected, chosen), {})
    own = str(row.chosen.context.get(entry))
    return next((value for name, value in against.items() if name != own and value is not None), None)


def under(row: Comparison, change: Mapping[str, Any]) -> Comparison:
    """The comparison with another context; entries that are None are left out."""
    kept = {name: value for name, value in {**row.chosen.context, **change}.items() if value is not None}
    chosen, rejected = (replace(side, context=kept) for side in (row.chosen, row.rejected))
    return replace(row, chosen=chosen, rejected=rejected, id="")
