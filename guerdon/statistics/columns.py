"""What every statistic asks of its columns before it computes."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int


def require_finite(**columns: Float[np.ndarray, "..."]) -> None:
    """Checks that the columns have rows, equally many, and a number in each.

    Raises:
        ValueError: naming the column and its first bad row, counted from 1.
    """
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        counts = ", ".join(f"{name} has {n}" for name, n in lengths.items())
        raise ValueError(f"the columns differ in length: {counts}; pass one value for each row in every column")
    for name, column in columns.items():
        if not len(column):
            raise ValueError(f"{name} is empty: a statistic needs at least one row")
        bad = np.flatnonzero(~np.isfinite(column))
        if len(bad):
            raise ValueError(
                f"{name} is {column[bad[0]]} in row {bad[0] + 1} ({len(bad)} of {len(column)} rows are not finite): "
                "drop or repair the failed rows first"
            )


def require_probabilities(**columns: Float[np.ndarray, "..."]) -> None:
    """Checks as ``require_finite`` does, and that every value is from 0 to 1."""
    require_finite(**columns)
    for name, column in columns.items():
        bad = np.flatnonzero((column < 0) | (column > 1))
        if len(bad):
            raise ValueError(
                f"{name} is {column[bad[0]]} in row {bad[0] + 1}, expected 0 to 1: pass probabilities, not logits or scores"
            )


def group_codes(groups: Sequence[str] | None, n: int) -> Int[np.ndarray, "n"]:
    """The number of each row's group, in order of first appearance; each row is its own group where none are given.

    Raises:
        ValueError: there is not one group for each row.
    """
    if groups is None:
        return np.arange(n)
    if len(groups) != n:
        raise ValueError(f"groups has {len(groups)} entries for {n} rows; pass one for each row")
    # A dictionary, because an array of texts takes as much memory for each as the longest does.
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(group, len(numbers)) for group in groups])
