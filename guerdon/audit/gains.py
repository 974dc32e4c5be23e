"""How much of a gain in reward is only a change of length, or of any other attribute."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from guerdon.audit.selection import selection

BUCKET = 20.0
LEAST = 5


@dataclass(frozen=True, eq=False)
class Outputs:
    """Rewards and attributes of what a policy wrote, one row for each response."""

    reward: Float[np.ndarray, "n"]
    attribute: Float[np.ndarray, "n"]
    weight: Float[np.ndarray, "n"]
    """How often each is written, on any scale: ones for a sample."""


@dataclass(frozen=True)
class Gain:
    """A gain in mean reward, and what of it is there among responses of equal attribute."""

    total: float
    within: float
    """The gain at equal attribute; for length, the non-length reward gain."""
    compared: float
    """The share of the later outputs in buckets that both policies fill."""

    @property
    def explained(self) -> float:
        """The share of the gain that moving between buckets explains; nan where nothing was gained."""
        return 1 - self.within / self.total if self.total else float("nan")


def attribute_gain(before: Outputs, after: Outputs, bucket: float = BUCKET) -> Gain:
    """Splits a gain in reward into the part at equal attribute and the part that comes of changing the attribute.

    within = sum_b w_b (mean reward after in bucket b - mean reward before in it), with w_b the share of the later
    outputs in b. Buckets that hold fewer than five responses of either policy are left out, because their means say
    nothing, and w is shared among the rest.

    Args:
        before, after: what the two policies wrote, such as a model before and after training, or all candidates and
            those that best-of-n picks of them.
        bucket: the width of a bucket in units of the attribute; 20 suits words and tokens.

    Raises:
        ValueError: no bucket has enough of both.

    Source: Singhal et al. 2023, "A long way to go" (arXiv 2310.03716), section 3: the non-length reward gain for
    buckets of length.
    """
    total = float(np.average(after.reward, weights=after.weight) - np.average(before.reward, weights=before.weight))
    lowest = min(before.attribute.min(), after.attribute.min())
    places = [((each.attribute - lowest) // bucket).astype(int) for each in (before, after)]
    size = 1 + max(int(place.max()) for place in places)
    old, many_before = bucket_means(before, places[0], size)
    new, many_after = bucket_means(after, places[1], size)
    both = many_before & many_after
    if not both.any():
        raise ValueError(f"no bucket of width {bucket:g} holds {LEAST} responses of both policies: widen the buckets")
    share = np.bincount(places[1], after.weight, size) / after.weight.sum()
    within = float(np.average((new - old)[both], weights=share[both]))
    return Gain(total, within, float(share[both].sum()))


def best_of_n_gain(
    scores: Sequence[Float[np.ndarray, "_"]],
    values: Sequence[Float[np.ndarray, "_"]],
    attribute: Sequence[Float[np.ndarray, "_"]],
    n: int,
    bucket: float = BUCKET,
) -> Gain:
    """What best-of-n by a reward gains over a random candidate, split as ``attribute_gain`` does; every subset counts.

    Args:
        scores: by which best-of-n picks, for each prompt.
        values: in which the gain is measured: the scores themselves, or the truth.
        attribute: of each candidate.
        n: how many it picks from.
        bucket: as in ``attribute_gain``.
    """
    after = np.concatenate([selection(each, n) for each in scores])
    before = np.concatenate([np.full(len(each), 1 / len(each)) for each in scores])
    value, measure = np.concatenate(values), np.concatenate(attribute)
    return attribute_gain(Outputs(value, measure, before), Outputs(value, measure, after), bucket)


def bucket_means(
    outputs: Outputs, place: Int[np.ndarray, "n"], size: int
) -> tuple[Float[np.ndarray, "buckets"], Bool[np.ndarray, "buckets"]]:
    """The mean reward in each bucket, and where it rests on enough responses."""
    weight = np.bincount(place, outputs.weight, size)
    mean = np.bincount(place, outputs.weight * outputs.reward, size) / np.where(weight > 0, weight, 1.0)
    return mean, (np.bincount(place[outputs.weight > 0], minlength=size) >= LEAST) & (weight > 0)
