"""A price on length."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.papers import Paper
from guerdon.reward import Transform
from guerdon.surface import length
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class LengthPenalty(Transform[Sequence[Example]]):
    """r' = r + 2 sigma (1 - words / free): nothing at ``free`` words, minus two sigma at twice as many.

    It prices length whether or not the reward is for sale: a reward that does not follow length is bent by it too.
    ``Residualise`` takes away as much as the reward follows length, and no more.

    Source: Singhal et al. 2023, "A Long Way to Go" (arXiv 2310.03716), which counts tokens and takes for sigma the
    running standard deviation of the last ten batches of training.
    """

    sigma: float
    """The standard deviation of the reward, such as over responses to the training prompts."""
    free: float = 100.0
    """Words at which the penalty is zero; its slope is 2 sigma / free for each word."""

    paper = Paper(
        "singhal2023long", "A Long Way to Go: Investigating Length Correlations in RLHF",
        "Singhal, Prasann and others", 2023, arxiv="2310.03716",
    )  # fmt: skip

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Scores:
        words: Float[Tensor, "n"] = torch.tensor([float(length(example.response)) for example in batch])
        return replace(scores, values=scores.values + 2 * self.sigma * (1 - words / self.free))
