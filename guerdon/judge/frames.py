"""The rendered frames of an environment, by a reward of images and texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from guerdon.reward import Reward
from guerdon.types import Example, Scores, Transitions


@dataclass(frozen=True)
class FrameReward(Reward[Transitions]):
    """What a reward says of each frame that a step leads to, under a goal in words.

    Observations are frames, of shape (rows, columns, 3). Ask of many steps at once: score what was collected, and then
    learn from it. Nothing but the frame counts, neither state nor action.

    >>> FrameReward(GoalBaseline(CLIP("openai/clip-vit-base-patch32"), "a humanoid"), "a kneeling humanoid")

    Source: Rocamonde et al. 2023 (arXiv 2310.12921).
    """

    reward: Reward[Sequence[Example]]
    goal: str

    @property
    def version(self) -> int:
        return self.reward.version

    def score(self, batch: Transitions) -> Scores:
        return self.reward.score([Example(self.goal, "", media=(frame,)) for frame in batch.next_obs])
