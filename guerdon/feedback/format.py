"""The interface of a format: how the rows of one published layout become feedback."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from guerdon.feedback.fields import Row
from guerdon.records import Comparisons, Rankings, Ratings
from guerdon.types import Comparison, Ranking, Rating


@dataclass(frozen=True)
class Skip:
    """Something in a row that is valid but says nothing to learn from; it is counted as dropped."""

    reason: str


Feedback = Comparison | Rating | Ranking


class Format(ABC):
    """Turns the rows of a file in one layout into comparisons, ratings or rankings.

    To add a format, write a subclass in a file of its own in ``guerdon/feedback/formats``. Of the formats that
    recognise a row, the most specific reads the file: the one whose columns include the others', or the subclass.
    """

    name: ClassVar[str]
    """What ``--format`` calls it."""
    columns: ClassVar[frozenset[str]]
    """The columns that a row must have to be recognised."""
    kind: ClassVar[type[Comparisons] | type[Ratings] | type[Rankings]]
    """What it yields."""
    id_column: ClassVar[str | None] = None
    """The column that gives each piece of feedback its id; ids must differ."""
    companion: ClassVar[str | None] = None
    """The file names (a glob) of a second file that it reads from the same folder."""

    def __init__(self, path: Path | None = None) -> None:
        """Args: path: the file that the rows are from, where they are from one."""
        self.path = path

    @classmethod
    def recognises(cls, row: Row) -> bool:
        """Whether the first row of a file looks like this format."""
        return cls.columns <= row.keys()

    @abstractmethod
    def rows(self, row: Row) -> Iterator[Feedback | Skip]:
        """The feedback in one row of the file.

        Raises:
            RowError: the row breaks the format.
        """

    def companions(self) -> list[Path]:
        """The second files that there are, in alphabetical order."""
        return sorted(self.path.parent.glob(self.companion)) if self.path and self.companion else []
