"""Feedback as it might have been collected again."""

from collections import defaultdict
from typing import TypeVar

import numpy as np

from guerdon.records import Records

Kind = TypeVar("Kind", bound=Records)


def resample(records: Kind, seed: int = 0) -> Kind:
    """As many prompts, drawn with replacement, each with all of its rows: one bootstrap sample.

    Whole prompts are drawn, because rows of one prompt are not independent. What is fitted to several samples
    differs where the data leaves it open, which is what an ensemble is for.

    Args:
        records: comparisons, ratings or rankings.
        seed: another seed draws another sample.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for place, prompt in enumerate(records.prompts()):
        rows[prompt].append(place)
    groups = list(rows.values())
    drawn = np.random.default_rng(seed).integers(len(groups), size=len(groups))
    return records.select(place for group in drawn for place in groups[group])
