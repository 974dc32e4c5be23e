"""Real comparisons for recipes to report beside their testbed."""

import numpy as np

from guerdon.feedback import KNOWN, load
from guerdon.records import Comparisons


def at_hand(name: str, most: int, seed: int) -> Comparisons | None:
    """Some comparisons of a known data set, at random.

    Args:
        name: one of ``guerdon.feedback.KNOWN``.
        most: how many at most; none when 0.
        seed: decides which.

    Returns:
        None where none are wanted, or the data set does not lie in the folder that ``GUERDON_DATA`` names: a recipe's
        check must not depend on the network.
    """
    if not most or not KNOWN[name].found():
        return None
    records = load(name).comparisons()
    return records.select(np.random.default_rng(seed).permutation(len(records))[:most].tolist())
