"""How far a reward follows an attribute of the response where it should follow the truth."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from guerdon.audit.base import Candidates
from guerdon.audit.gains import BUCKET, Gain, best_of_n_gain
from guerdon.audit.ordering import adverse_accuracy, order_accuracy
from guerdon.audit.selection import measured, picked
from guerdon.statistics import pearson, spearman
from guerdon.surface import length


@dataclass(frozen=True)
class Following:
    """What a reward makes of candidates whose truth is known."""

    correlation: float
    """Pearson's, of the score with the attribute."""
    rank_correlation: float
    """Spearman's, which sees what is not linear too."""
    accuracy: float
    """Over all pairs of candidates of one prompt."""
    adverse: float
    """Over the pairs whose worse candidate has more of the attribute."""
    gold: Gain
    """What best-of-n gains in truth, and what of it is there at equal attribute."""
    attribute: float
    """The mean attribute of what best-of-n picks."""


def following(
    drawn: Candidates, n: int, attribute: Callable[[str], float] = length, bucket: float = BUCKET
) -> Following:
    """Measures a reward on the candidates that it scored (``draw`` or ``rescored``).

    Args:
        drawn: candidates with gold.
        n: of best-of-n.
        attribute: a number of a response's text; its words when not given.
        bucket: the width of a bucket of equal attribute.

    Raises:
        ValueError: the truth is not known, or the buckets are too narrow.
    """
    if drawn.gold is None:
        raise ValueError("what a reward should follow is not known of these candidates: draw them from a testbed")
    has = measured(drawn.groups, attribute)
    score, value = np.concatenate(drawn.proxy), np.concatenate(has)
    return Following(
        pearson(score, value),
        spearman(score, value),
        float(order_accuracy(drawn.proxy, drawn.gold).mean()),
        float(np.nanmean(adverse_accuracy(drawn.proxy, drawn.gold, has))),
        best_of_n_gain(drawn.proxy, drawn.gold, has, n, bucket),
        float(picked(drawn.proxy, has, n).mean()),
    )
