"""A reward on another scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.shape.pointwise import Pointwise
from guerdon.types import Example


@dataclass(frozen=True)
class Affine(Pointwise):
    """r' = scale * (r - centre). Preferences temper with the scale: a fitted temperature T is ``Affine(1 / T)``.

    Parts, dense rewards and errors are kept; the spread scales.
    """

    scale: float = 1.0
    centre: float = 0.0

    @classmethod
    def standardising(cls, reward: Reward[Sequence[Example]], responses: Sequence[Example]) -> Self:
        """The scale on which the reward has mean 0 and standard deviation 1 over some responses: its z-score.

        The constants stay as they are, whatever is scored later. ``ZNorm`` has a mean and a deviation for each prompt.

        Raises:
            ScoringError: some scores failed.
            GuerdonError: the reward is the same of all the responses, or there are fewer than two.
        """
        values = reward.score(responses).require().values.detach().double()
        spread = float(values.std()) if len(values) > 1 else 0.0
        if not spread:
            raise GuerdonError(f"{len(values)} responses of one score have no scale: bring responses that differ")
        return cls(1 / spread, float(values.mean()))

    def mapped(self, values: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
        return self.scale * (values - self.centre)
