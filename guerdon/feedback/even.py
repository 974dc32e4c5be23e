"""Sources of unlike size, each with as many rows."""

from collections import defaultdict

import numpy as np

from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.resample import Kind


def even(records: Kind, each: int | None = None, seed: int = 0) -> Kind:
    """As many rows of every source, so that batches drawn at random have some of each.

    A source with too few is repeated, every row as often as any other but for one; of a source with too many some are
    drawn.

    Args:
        records: with sources.
        each: rows of a source; as many as the largest has when None.
        seed: decides what is drawn.

    Returns:
        the rows in random order.

    Raises:
        FeedbackError: some rows name no source.
    """
    names = records.data["source"][:] if "source" in records.data.column_names else [None] * len(records)
    if None in names:
        raise FeedbackError(
            f"{names.count(None):,} of {len(names):,} rows name no source: set it, or take them as they are"
        )
    rows: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        rows[name].append(place)
    wanted = each if each is not None else max(map(len, rows.values()), default=0)
    rng = np.random.default_rng(seed)
    drawn = [
        np.concatenate([rng.permutation(places) for _ in range(-(-wanted // len(places)))])[:wanted]
        for _, places in sorted(rows.items())
    ]
    return records.select(rng.permutation(np.concatenate(drawn)).tolist() if drawn else [])
