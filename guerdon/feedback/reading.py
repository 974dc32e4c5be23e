"""What was read: the records, and what became of the rest."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from guerdon.feedback.pairs import comparisons
from guerdon.feedback.replacing import replacing
from guerdon.records import Comparisons, Rankings, Ratings


@dataclass(frozen=True)
class Reading:
    """Feedback on disk with the account of how it was read."""

    records: Comparisons | Ratings | Rankings
    formats: tuple[str, ...]
    """The formats that the sources were read by, each once."""
    sources: tuple[str, ...]
    """The sources by name."""
    read: int
    """How many pieces of feedback there were: kept and dropped."""
    dropped: Mapping[str, int]
    """How many were dropped, by reason."""
    prompts: int
    """How many different prompts the kept ones have."""
    dropped_rows: Path
    """JSON lines with the file, row, reason and columns of everything dropped; kept with the cache."""

    @property
    def kind(self) -> str:
        """``comparisons``, ``ratings`` or ``rankings``."""
        return type(self.records).__name__.lower()

    def summary(self, see: Path | None = None) -> str:
        """One line for a person: how much there is, and what was dropped.

        Args:
            see: where the dropped rows were saved, to be mentioned.
        """
        kept = f"{counted(len(self.records), self.kind)} of {counted(self.prompts, 'prompts')}"
        if not self.dropped:
            return kept
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in self.dropped.items())
        where = f"; see {see}" if see else ""
        return f"{kept}   ({sum(self.dropped.values()):,} dropped: {reasons}{where})"

    def save_dropped(self, path: Path) -> None:
        """Copies the file of dropped rows."""
        with replacing(path) as partial:
            shutil.copyfile(self.dropped_rows, partial)

    def comparisons(self, per_prompt: int = 10, seed: int = 0) -> Comparisons:
        """The records as comparisons; see ``guerdon.feedback.comparisons``."""
        return comparisons(self.records, per_prompt=per_prompt, seed=seed)


def counted(count: int, plural: str) -> str:
    return f"{count:,} {plural.removesuffix('s') if count == 1 else plural}"
