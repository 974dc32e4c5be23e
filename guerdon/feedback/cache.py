"""Where what was read is kept, so that the same data is read once."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import guerdon
from guerdon.feedback.replacing import replacing
from guerdon.saving import cache_folder

REMEDY = "Free some space there, or set GUERDON_CACHE to another folder."


@dataclass(frozen=True)
class Tally:
    """What became of the rows of a reading."""

    formats: list[str]
    """The format of each source."""
    kind: str
    """The name of the class of records."""
    read: int
    """How many pieces of feedback there were, the dropped ones included."""
    dropped: dict[str, int]
    """How many of them were dropped, by reason."""
    prompts: int
    """How many different prompts the kept ones have."""
    unused: list[str]
    """The columns in which nothing was kept."""


@dataclass(frozen=True)
class Entry:
    """The files of one reading in the cache; the tally is written last, so where it is, all are."""

    stem: Path

    @property
    def arrow(self) -> Path:
        return self.stem.with_suffix(".arrow")

    @property
    def dropped(self) -> Path:
        return self.stem.with_suffix(".dropped.jsonl")

    @property
    def tally(self) -> Path:
        return self.stem.with_suffix(".json")

    def load(self) -> Tally | None:
        """The tally, where this reading is kept."""
        if not self.tally.exists():
            return None
        return Tally(**json.loads(self.tally.read_text()))

    def save(self, tally: Tally) -> None:
        """Makes the reading complete."""
        with replacing(self.tally, REMEDY) as partial:
            partial.write_text(json.dumps(asdict(tally)))


def entry(*key: object) -> Entry:
    """The place of a reading that the key and guerdon's own code decide."""
    text = json.dumps([code(), *key], default=str)
    return Entry(cache_folder() / "feedback" / hashlib.sha256(text.encode()).hexdigest()[:32])


@cache
def code() -> str:
    """A hash of the files that decide how rows are read."""
    package = Path(guerdon.__file__).parent
    rooms = [package / name for name in ("types", "records", "feedback")]
    files = [file for room in rooms for file in sorted(room.rglob("*.py")) or [room.with_suffix(".py")]]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
