"""What a solver is: the one thing that changes a model's weights."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guerdon.learn.model import RewardModel
from guerdon.learn.objectives.base import Objective
from guerdon.learn.schedules.base import Schedule
from guerdon.records import Records


@dataclass(frozen=True)
class Task:
    """What is to be learned from what."""

    model: RewardModel
    objective: Objective
    train: Records
    validation: Records
    schedule: Schedule
    seed: int


@dataclass(frozen=True)
class Fitted:
    """How a fit went."""

    chosen: Mapping[str, Any]
    """What was chosen on the validation split, such as ``l2``."""
    validation_loss: float
    seconds: float
    history: tuple[Mapping[str, float], ...] = field(default=(), repr=False)
    """One row for each step or each setting tried, and for each epoch of which the schedule has notes."""


class Solver(ABC):
    """Minimises an objective over a model's weights. To add one, subclass in a file of its own."""

    @abstractmethod
    def solve(self, task: Task) -> Fitted:
        """Trains ``task.model`` in place; the same task gives the same weights."""
