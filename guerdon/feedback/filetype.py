"""The interface of a file type, and how a file is read: compressed or not, under a progress bar where it is large."""

import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import IO, ClassVar

import pyarrow as pa

from guerdon.discover import parts
from guerdon.feedback.errors import FeedbackError, RowError
from guerdon.feedback.fields import Row
from guerdon.progress import progress

COMPRESSION = {".gz": "gzip", ".zst": "zstd"}
LARGE = 50_000_000
"""From how many bytes on a file is worth a progress bar."""
STRIDE = 1000
"""Rows from one update of it to the next."""
BUFFER = 1 << 20


class FileType(ABC):
    """Reads and writes the rows of one type of file, one after another.

    To add a type, write a subclass in a file of its own in ``guerdon/feedback/filetypes``.
    """

    endings: ClassVar[tuple[str, ...]]
    """The endings of its file names, with the dot, without that of a compression."""

    @abstractmethod
    def read(self, stream: IO[bytes]) -> Iterator[tuple[int, Row]]:
        """The rows with their numbers, counted from 1.

        Raises:
            RowError: a row is broken; its ``row`` says which.
        """

    @abstractmethod
    def write(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema, stream: IO[bytes]) -> None:
        """Writes batches of one schema."""


@cache
def file_types() -> dict[str, FileType]:
    """Every file type by each of its endings."""
    found = (kind() for kind in parts("guerdon.feedback.filetypes", FileType))
    return {ending: kind for kind in found for ending in kind.endings}


def type_of(path: Path) -> FileType | None:
    """The file type that the ending of a path says, None where it says none."""
    plain = path.with_suffix("") if path.suffix.lower() in COMPRESSION else path
    return file_types().get(plain.suffix.lower())


def require_type(path: Path) -> FileType:
    """The file type that the ending of a path says.

    Raises:
        FeedbackError: the ending is unknown.
    """
    kind = type_of(path)
    if kind is None:
        raise FeedbackError(
            f'{path}: the ending "{"".join(path.suffixes[-2:])}" is unknown; use one of {", ".join(sorted(file_types()))}, '
            f"where needed with {' or '.join(COMPRESSION)} after it"
        )
    return kind


def read_file(path: Path, name: str = "") -> Iterator[tuple[int, Row]]:
    """The rows of a file with their numbers, read as they are asked for.

    Args:
        path: any ending of ``file_types``, and after it that of a compression.
        name: how errors call the file; its path when empty.

    Raises:
        FeedbackError: the file is missing or damaged, or a row is broken.
    """
    name, row, kind = name or str(path), 0, require_type(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as raw, progress("read", "MB") if size > LARGE else nullcontext() as bar:
            for row, values in kind.read(decompressed(raw, path)):
                if bar and row % STRIDE == 0:
                    bar.update(raw.tell() / 1e6, size / 1e6)
                yield row, values
    except RowError as error:
        raise error.at(name, row + 1) from None
    except (OSError, EOFError, pa.ArrowException) as error:
        raise unreadable(name, row, error) from error


def unreadable(name: str, row: int, error: Exception) -> FeedbackError:
    """What to say of a file whose bytes cannot be read."""
    if isinstance(error, OSError) and error.errno is not None:
        return FeedbackError(f"{name}: cannot be read ({(error.strerror or str(error)).lower()})")
    cause = str(error).splitlines()[0].rstrip(".")
    return FeedbackError(f"{name}: damaged or cut off after row {row:,} ({cause}). Get the file again.")


def decompressed(raw: IO[bytes], path: Path) -> IO[bytes]:
    """The bytes that a file stands for."""
    compression = COMPRESSION.get(path.suffix.lower())
    # The zstandard package takes a file that is cut off for one that ends; pyarrow notices.
    return io.BufferedReader(pa.CompressedInputStream(raw, compression), BUFFER) if compression else raw
