"""The comparisons from which a reward still has something to learn."""

from collections.abc import Sequence

import numpy as np
import torch

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Example


def surprising(comparisons: Comparisons, reward: Reward[Sequence[Example]], least: float = 0.2) -> Comparisons:
    """Those whose target is far from what a reward says: |P(chosen preferred) - target| > least.

    Use it on comparisons that were made in bulk, such as those of ``cross_prompt``, most of which are easy.

    Args:
        comparisons: what to choose from.
        reward: of a first round of training.
        least: a probability; a comparison that the reward cannot score (``nan``) is left out.

    Source: Liu et al. 2024, "RRM: Robust Reward Model Training Mitigates Reward Hacking" (arXiv 2409.13156), section 4.
    """
    rows = list(comparisons)
    with torch.no_grad():
        said = reward.prefer([row.chosen for row in rows], [row.rejected for row in rows]).cpu().numpy()
    target = np.array([row.target for row in rows])
    return comparisons.select(np.flatnonzero(np.abs(said - target) > least).tolist())
