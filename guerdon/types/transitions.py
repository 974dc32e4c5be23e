"""What a reward inside an environment scores: steps, and episodes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Bool, Shaped


@dataclass(frozen=True)
class Transitions:
    """A batch of steps of an environment, one row a step."""

    obs: Shaped[np.ndarray, "n ..."]
    action: Shaped[np.ndarray, "n ..."]
    next_obs: Shaped[np.ndarray, "n ..."]
    terminated: Bool[np.ndarray, "n"]
    truncated: Bool[np.ndarray, "n"]

    def __len__(self) -> int:
        return len(self.terminated)


@dataclass(frozen=True)
class Trajectory:
    """One episode, or a piece of one, in order of time."""

    transitions: Transitions
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.transitions)
