"""What a step of curation is: records in, records out, and an account of what was left out."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar, cast

from guerdon.feedback.errors import FeedbackError
from guerdon.records import Comparisons, Rankings, Ratings
from guerdon.types import Comparison, Ranking, Rating

Records = Comparisons | Ratings | Rankings
Kind = TypeVar("Kind", bound=Comparisons | Ratings | Rankings, covariant=True)
Same = TypeVar("Same", bound=Comparisons | Ratings | Rankings)
Piece = Comparison | Rating | Ranking
CHUNK = 1024


@dataclass(frozen=True)
class Dropped:
    """One thing that a step left out."""

    row: int
    """Its place in what the step was given; of a prompt, the place of its first row."""
    why: str
    """The reason, in words that the step uses for all that it leaves out for it."""
    detail: str = ""
    """What was found in this one: a number, the words that were met again."""


@dataclass(frozen=True)
class Curated(Generic[Kind]):
    """What a step made of some records."""

    records: Kind
    dropped: tuple[Dropped, ...] = ()

    @property
    def reasons(self) -> Mapping[str, int]:
        """How much was left out for each reason, the most frequent first."""
        return dict(Counter(each.why for each in self.dropped).most_common())


class Step(ABC):
    """One step of curation. To add one, subclass it as a frozen dataclass in a file of this folder."""

    @abstractmethod
    def __call__(self, records: Records, seed: int = 0) -> Curated[Records]:
        """The records after the step; the same records and seed give the same result.

        Raises:
            FeedbackError: the step cannot be taken with such records.
        """


class Filter(Step):
    """A step that leaves rows out and changes none. ``judge`` is the method to write."""

    kinds: ClassVar[tuple[type[Records], ...]] = (Comparisons,)
    """What the filter can read."""

    @abstractmethod
    def judge(self, records: Records) -> Sequence[Dropped | None]:
        """For each row, why it is left out; None where it is kept."""

    def __call__(self, records: Same, seed: int = 0) -> Curated[Same]:
        if not issubclass(type(records), self.kinds):
            wanted = " or ".join(kind.__name__.lower() for kind in self.kinds)
            raise FeedbackError(
                f"{type(self).__name__} reads {wanted}, got {type(records).__name__.lower()}: put Pairs before it"
            )
        said = self.judge(records)
        dropped = tuple(each for each in said if each is not None)
        kept = [row for row, each in enumerate(said) if each is None]
        return Curated(cast("Same", records.select(kept)) if dropped else records, dropped)


def chunks(records: Records) -> Iterator[list[Piece]]:
    """The rows in their order, some at a time, so that not all are decoded at once."""
    for start in range(0, len(records), CHUNK):
        yield [*records.rows(range(start, min(start + CHUNK, len(records))))]
