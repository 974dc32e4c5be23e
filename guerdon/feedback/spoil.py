"""Labels turned round on purpose, to see what wrong ones do and whether they are found."""

from dataclasses import replace

import numpy as np
from jaxtyping import Bool

from guerdon.records import Comparisons


def spoil(comparisons: Comparisons, share: float, seed: int = 0) -> tuple[Comparisons, Bool[np.ndarray, "n"]]:
    """The same comparisons with some labels turned round, and which.

    Args:
        share: from 0 to 1; each row is drawn by itself.
        seed: decides which.
    """
    wrong = np.random.default_rng(seed).random(len(comparisons)) < share
    rows = zip(comparisons, wrong, strict=True)
    return Comparisons.of(replace(row, target=1 - row.target) if bad else row for row, bad in rows), wrong
