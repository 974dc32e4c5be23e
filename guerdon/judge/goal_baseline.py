"""VLM-RM: an image's similarity to a goal, less of what sets it apart from neither the goal nor the scene at large."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.judge.similarity import ImageTextReward, Vectors
from guerdon.papers import Paper


@dataclass(frozen=True)
class GoalBaseline(ImageTextReward):
    """r = 1 - |alpha proj_L(s) + (1 - alpha) s - g|^2 / 2, L the line through the baseline b and the goal g.

    s is the image's vector, g the prompt's, b that of a text of the scene at large: "a humanoid" for "a kneeling
    humanoid". With d = g - b, proj_L(s) = b + d (d . (s - b)) / |d|^2. Because g is on L, it is the same as

        r = 1 - |(s - g) P|^2 / 2,   P = alpha d d^T / |d|^2 + (1 - alpha) I.

    alpha = 0 is ``Similarity`` where g has length 1 (of several averaged sentences, an affine change of s . g less
    (1 - |g|^2) / 2); alpha = 1 leaves one dimension, in which being beyond the goal costs as being short of it. Choose
    alpha by the distance ``audit.invariance.Epic`` to labels of a few frames. A goal that is its own baseline has no
    reward.

    Source: Rocamonde et al. 2023, "Vision-Language Models are Zero-Shot Reward Models for Reinforcement Learning" (arXiv
    2310.12921), definition 1.
    """

    baseline: str
    """b."""
    alpha: float = 0.5

    paper = Paper(
        "rocamonde2023vision", "Vision-Language Models are Zero-Shot Reward Models for Reinforcement Learning",
        "Rocamonde, Juan and Montesinos, Victoriano and Nava, Elvis and Perez, Ethan and Lindner, David", 2023,
        arxiv="2310.12921",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not 0 <= self.alpha <= 1:
            raise ValueError(f"alpha is how much of what lies off the line is left out, from 0 to 1; got {self.alpha}")

    def compared(self, images: Vectors, goals: Vectors) -> Float[Tensor, "n"]:
        """Raises a GuerdonError where the encoder refuses the baseline."""
        if why := self.encoder.refuses(self.baseline):
            raise GuerdonError(f"the baseline cannot be used: {why}")
        with torch.no_grad():
            line = goals - self.encoder.read([self.baseline])
        gap = images - goals
        along = (gap * line).sum(1, keepdim=True) / line.square().sum(1, keepdim=True) * line  # 0 / 0 is nan
        return 1 - (self.alpha * along + (1 - self.alpha) * gap).square().sum(1) / 2

    def lacking(self) -> str:
        return f"the goal reads as the baseline {self.baseline!r} does, and no line goes through one point"
