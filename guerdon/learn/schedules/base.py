"""What a schedule is: what happens to the data and the labels between epochs."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from guerdon.errors import GuerdonError
from guerdon.records import Comparisons

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

    carries: bool = False
    """Whether the comparisons that ``before`` gets have the targets of the last epoch instead of the data's."""

    epochs: int | None = None
    """How many epochs the schedule needs; the fit's own number when None."""

    @abstractmethod
    def before(self, epoch: int, model: "RewardModel", records: "Records") -> "Records":
        """The records of an epoch, counted from 0, made from all records with the model as it is then."""

    def notes(self, records: "Records") -> Mapping[str, float]:
        """What is worth keeping of an epoch's records in the history of a fit."""
        return {}


class Same(Schedule):
    """Every epoch learns from all records as they are."""

    relabels = False

    def before(self, epoch: int, model: "RewardModel", records: "Records") -> "Records":
        return records


@dataclass
class Lessons:
    """What a run learns from, epoch by epoch: the one place where solvers ask a schedule."""

    schedule: Schedule
    records: "Records"
    targets: dict[str, float] = field(default_factory=dict)
    """The targets that the last epoch left behind, by id, for a schedule that carries them on."""

    def next(self, epoch: int, model: "RewardModel") -> "Records":
        """The records of an epoch.

        Raises:
            GuerdonError: the schedule leaves nothing.
        """
        known = self.records
        if self.targets and isinstance(known, Comparisons):
            known = Comparisons.of(replace(row, target=self.targets.get(row.id, row.target)) for row in known)
        records = self.schedule.before(epoch, model, known)
        if not len(records):
            name = type(self.schedule).__name__
            raise GuerdonError(f"{name} leaves nothing to learn from in epoch {epoch + 1}")
        if self.schedule.carries and isinstance(records, Comparisons):
            self.targets |= {row.id: row.target for row in records}
        return records
