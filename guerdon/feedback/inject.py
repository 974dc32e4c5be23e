"""A phrase put into responses, to see whether rewards fall for it."""

from dataclasses import replace
from typing import Literal

import numpy as np

from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

Side = Literal["chosen", "rejected"]


def inject(comparisons: Comparisons, phrase: str, rate: float, side: Side = "chosen", seed: int = 0) -> Comparisons:
    """The same comparisons, a share of the responses of one side beginning with a phrase.

    Args:
        comparisons: what to change.
        phrase: put before the response, with a space.
        rate: the share, from 0 to 1; each row is drawn by itself.
        side: whose responses.
        seed: decides which.

    Source: the injected artefacts of Liu et al. 2024, "RRM" (arXiv 2409.13156), section 4.
    """
    drawn = np.random.default_rng(seed).random(len(comparisons)) < rate
    return Comparisons.of(
        marked(row, side, phrase) if hit else row for row, hit in zip(comparisons, drawn, strict=True)
    )


def marked(row: Comparison, side: Side, phrase: str) -> Comparison:
    """The comparison with the phrase before the response of one side."""
    if side == "chosen":
        return replace(row, chosen=begun(row.chosen, phrase), id="")
    return replace(row, rejected=begun(row.rejected, phrase), id="")


def begun(example: Example, phrase: str) -> Example:
    """The same response after a phrase."""
    return replace(example, response=f"{phrase} {example.response}")
