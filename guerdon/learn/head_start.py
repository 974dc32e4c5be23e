"""Learning on from a reward that is already there."""

from collections.abc import Sequence
from dataclasses import replace

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Example


def head_start(comparisons: Comparisons, start: Reward[Sequence[Example]]) -> Comparisons:
    """Comparisons from which a model learns what a reward lacks.

    Each comparison gets the margin start(rejected) - start(chosen), so that Bradley-Terry with that margin sees the gap
    of ``start + correction``:

    >>> fit(correction, head_start(comparisons, start), BradleyTerry(margin="margin"))
    >>> continued = start + correction
    >>> further = start + 1.5 * correction

    The penalty of the fit pulls the correction to zero, that is the whole to ``start``. For linear heads on the same
    features this is training on from the weights of ``start`` under a penalty on the distance from them, and the factor
    extrapolates in the space of weights; but ``start`` may be any reward, also one that has no weights.

    Raises:
        ScoringError: some responses cannot be scored.

    Sources: the chain of Wang et al. 2024, "HelpSteer2-Preference" (arXiv 2410.01257); the extrapolation of Zheng et
    al. 2024, "Weak-to-Strong Extrapolation Expedites Alignment" (arXiv 2404.16792).
    """
    rows = list(comparisons)
    chosen, rejected = (
        start.score([getattr(row, side) for row in rows]).require().values.detach() for side in ("chosen", "rejected")
    )
    margins = (rejected - chosen).tolist()
    return Comparisons.of(replace(row, margin=margin) for row, margin in zip(rows, margins, strict=True))
