"""The same candidates in the eyes of another reward."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from guerdon.audit.base import Candidates
from guerdon.reward import Reward
from guerdon.types import Example


def rescored(candidates: Candidates, reward: Reward[Sequence[Example]]) -> Candidates:
    """Candidates with the scores of another reward, so that several are compared on the same draw.

    Raises:
        ScoringError: some scores failed, which would leave the rewards with unlike candidates.
    """
    every = [example for group in candidates.groups for example in group]
    with torch.no_grad():
        scores = reward.score(every).require().values.cpu().double().numpy()
    ends = np.cumsum([len(group) for group in candidates.groups])[:-1]
    return replace(candidates, proxy=tuple(np.split(scores, ends)))
