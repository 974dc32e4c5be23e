"""Rewards that remember what has happened in an episode: a row of memory for each environment."""

from abc import abstractmethod

import numpy as np
from jaxtyping import Bool, Shaped

from guerdon.errors import GuerdonError
from guerdon.reward import StepReward
from guerdon.types import Transitions


class Remembering(StepReward[Transitions]):
    """A reward of batches whose row i is the next step of environment i, with a row of memory for each of them.

    Memory begins with the first batch, or with the first ``reset`` of all environments; whoever runs the environments
    calls ``reset(terminated | truncated)`` after each step, as for any ``StepReward``. To add one, subclass with
    ``fresh``, and read and write ``memory(n)`` in ``score``.
    """

    kept: Shaped[np.ndarray, "envs ..."] | None = None
    """What is remembered; nothing before the first step."""

    @abstractmethod
    def fresh(self, n: int) -> Shaped[np.ndarray, "n ..."]:
        """The memory of n episodes that begin."""

    def memory(self, n: int) -> Shaped[np.ndarray, "n ..."]:
        """The memory of n environments, to be written in place.

        Raises:
            GuerdonError: the last batch had another number of environments.
        """
        if self.kept is None:
            self.kept = self.fresh(n)
        if len(self.kept) != n:
            raise GuerdonError(
                f"{type(self).__name__} remembers {len(self.kept)} environments, and the batch has {n} rows: give one row "
                f"for each environment, or begin again with reset(np.ones({n}, bool))"
            )
        return self.kept

    def reset(self, mask: Bool[np.ndarray, "envs"]) -> None:
        """Begins new episodes; where all environments begin anew, their number may change.

        Raises:
            GuerdonError: the mask is of another number of environments, and not all of them begin anew.
        """
        for part in self.operands:
            part.reset(mask)
        if mask.all():
            self.kept = self.fresh(len(mask))
        elif self.kept is None or len(self.kept) != len(mask):
            found = 0 if self.kept is None else len(self.kept)
            raise GuerdonError(
                f"{type(self).__name__} remembers {found} environments, and the mask is of {len(mask)}: reset all first"
            )
        else:
            self.kept[mask] = self.fresh(int(mask.sum()))

    @property
    def version(self) -> int:
        """Its own updates and those of the rewards that it is made from."""
        return self.updates + sum(part.version for part in self.operands)
