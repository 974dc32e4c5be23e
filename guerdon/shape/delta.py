"""Step rewards whose sum does not grow with the number of steps."""

from dataclasses import dataclass, replace
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.reward import Transform
from guerdon.types import Scores


@dataclass(frozen=True)
class Delta(Transform[Any]):
    """r_k = q_k - q_{k+1} for the steps k < K - 1, r_{K-1} = q_{K-1}, r_K = 0, from step scores q_1, ..., q_K.

    The sum from any step k < K on is q_k, whatever follows: steps that are put in between pay nothing. The last step's
    score is left out, for whether the answer is right says it (add a verifier to the sum). Mind the sign: current less
    next. It is the shaping of a potential -q, undiscounted, and holds so for a return without discount alone. A response
    of one step gets 0. The scores of whole responses stay as they are; ``Total`` adds the units up.

    >>> shaped = steps >> Units(Affine(centre=0.8)) >> Units(Clip(high=0.0)) >> Delta() >> Total()

    Source: Gao et al. 2024 (arXiv 2410.15115); the example is its Clip-Delta.
    """

    paper = Paper(
        "gao2024designing", "On Designing Effective RL Reward at Training Time for LLM Reasoning",
        "Gao, Jiaxuan and Xu, Shusheng and Ye, Wenjie and others", 2024, arxiv="2410.15115",
    )  # fmt: skip

    def __call__(self, scores: Scores, batch: Any) -> Scores:
        """Raises GuerdonError where the scores have no dense rewards."""
        if scores.dense is None:
            raise GuerdonError("Delta reads the rewards of steps, and these scores have none")
        return replace(scores, dense=replace(scores.dense, values=tuple(map(differences, scores.dense.values))))


def differences(steps: Float[Tensor, "_k"]) -> Float[Tensor, "_k"]:
    """The rewards of the steps of one response."""
    if len(steps) < 2:
        return 0 * steps
    before = steps[:-1]
    return torch.cat([before[:-1] - before[1:], before[-1:], 0 * steps[-1:]])
