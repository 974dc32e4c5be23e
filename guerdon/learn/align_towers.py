"""From images with captions to a small CLIP."""

from collections.abc import Sequence

from guerdon.learn.encoders.two_towers import TwoTowers
from guerdon.learn.fine_tune import FineTune
from guerdon.learn.fit import fit
from guerdon.learn.heads.cosine import CosineHead
from guerdon.learn.model import RewardModel
from guerdon.learn.objectives.image_text import ImageTextContrast
from guerdon.records import Ratings
from guerdon.types import Example, Rating

SOLVER = FineTune(epochs=10, batch_size=64, learning_rate=5e-3, patience=None)
"""What suits towers of a few ten thousand weights."""


def align_towers(
    towers: TwoTowers, captioned: Sequence[Example], solver: FineTune = SOLVER, seed: int = 0
) -> TwoTowers:
    """Trains two towers in place, until what they say of an image is near to what they say of its caption.

    >>> clip = align_towers(TwoTowers(vocabulary(captions), (40, 60), 10), captioned)
    >>> judge.Similarity(clip)

    Args:
        captioned: images, each in the context, with true captions as prompts; every tenth only watches.
        solver: how they learn.
        seed: of the order.

    Returns:
        the same towers.

    Raises:
        GuerdonError: there are fewer than ten images, or one that does not fit.
    """
    rows = [Rating(example, {}) for example in captioned]
    watched = Ratings.of(rows[::10])
    learned = Ratings.of(row for place, row in enumerate(rows) if place % 10)
    fit(RewardModel(towers, CosineHead()), learned, ImageTextContrast(), validation=watched, solver=solver, seed=seed)
    return towers
