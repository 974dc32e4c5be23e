"""What a schedule is: what happens to the data and the labels between epochs."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guerdon.learn.model import RewardModel
    from guerdon.records import Records


class Schedule(ABC):
    """Decides what each epoch learns from.

    The data of an epoch must follow from the arguments of ``before`` alone, so that a run that was killed and resumed
    sees the same. To add one, subclass in a file of this folder.
    """

    relabels: bool = True
    """Whether an epoch's data depends on the model: such a run is resumed from the start of an epoch."""

    epochs: int | None = None
    """How many epochs the schedule needs; the fit's own number when None."""

    @abstractmethod
    def before(self, epoch: int, model: "RewardModel", records: "Records") -> "Records":
        """The records of an epoch, counted from 0, made from all records with the model as it is then."""


class Same(Schedule):
    """Every epoch learns from all records as they are."""

    relabels = False

    def before(self, epoch: int, model: "RewardModel", records: "Records") -> "Records":
        return records
