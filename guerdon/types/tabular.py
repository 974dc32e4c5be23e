"""An environment that is known exactly: which state each action leads to."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int


@dataclass(frozen=True)
class Tabular:
    """States and actions by number, and deterministic dynamics; it goes on for ever, goals included."""

    successor: Int[np.ndarray, "states actions"]
    """The state that each action leads to from each state."""
    start: int
    """The state in which an episode begins."""

    def __post_init__(self) -> None:
        states = len(self.successor)
        if not states or self.successor.min() < 0 or self.successor.max() >= states:
            raise ValueError(f"the successors of {states} states must be numbers from 0 to {states - 1}")
        if not 0 <= self.start < states:
            raise ValueError(f"the start is state {self.start}, expected one from 0 to {states - 1}")

    def after(self, actions: Iterable[int]) -> int:
        """The state after some actions from the start."""
        state = self.start
        for action in actions:
            state = int(self.successor[state, action])
        return state
